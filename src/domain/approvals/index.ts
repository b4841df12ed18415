export { judgeChoices } from './judge-choices.js';
export { mayDecide, type Decider } from './may-decide.js';
export {
  CHOICE_OUTCOMES,
  choiceOf,
  type Choice,
  type ChoiceOutcome,
  type GivenChoice,
  type Question,
} from './question.js';
export { verdictOf, type Verdict } from './verdict.js';
