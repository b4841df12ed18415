import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { publicSchema } from '../../src/platform/graphql/print-schema.js';

const fileAt = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const contract = buildSchema(fileAt('./contract.graphql'));
const committed = fileAt('../../schema.graphql');

describe('schema.graphql', () => {
  it('is what the resolvers make', async () => {
    expect(await publicSchema()).toBe(committed);
  });
});

/** A type's shape as data: what may be added to it, and what may not change. */
function shapeOf(type: GraphQLNamedType): unknown {
  if (isScalarType(type)) return 'scalar';
  if (isEnumType(type))
    return {
      values: type
        .getValues()
        .map((value) => value.name)
        .sort(),
    };
  if (isUnionType(type))
    return {
      members: type
        .getTypes()
        .map((member) => member.name)
        .sort(),
    };
  if (isInputObjectType(type)) return fieldsOf(Object.values(type.getFields()), argumentShape);
  if (!isObjectType(type)) throw new Error(`no shape for ${type.name}`);
  return fieldsOf(Object.values(type.getFields()), (field) => ({
    type: String(field.type),
    args: fieldsOf(field.args, argumentShape),
  }));
}

const argumentShape = (arg: Pick<GraphQLArgument, 'type' | 'defaultValue'>): string =>
  `${String(arg.type)}${arg.defaultValue === undefined ? '' : ` = ${JSON.stringify(arg.defaultValue)}`}`;

const fieldsOf = <F extends { name: string }>(
  fields: readonly F[],
  shape: (field: F) => unknown,
): Record<string, unknown> => Object.fromEntries(fields.map((field) => [field.name, shape(field)]));

const named = Object.values(contract.getTypeMap()).filter((type) => !type.name.startsWith('__'));

describe('the contract', () => {
  it('is read in full', () => {
    expect(named.length).toBeGreaterThan(60);
  });

  it.each(named.map((type) => [type.name, type] as const))('%s has the agreed names and shapes', (name, type) => {
    const ours = buildSchema(committed).getType(name);
    expect(ours, `${name} is missing`).toBeDefined();
    if (ours === undefined) return;
    const [agreed, served] = [shapeOf(type), shapeOf(ours)];
    if (isEnumType(type) || isUnionType(type)) expect(served).toEqual(agreed);
    else expect(served).toMatchObject(agreed as object);
  });

  it('asks for nothing that was not agreed on: what we added may be left out', () => {
    const ours = buildSchema(committed);
    const required = named.flatMap((type) => {
      const served = ours.getType(type.name);
      if (isObjectType(type) && isObjectType(served)) {
        const agreed = type.getFields();
        return Object.values(served.getFields()).flatMap((field) =>
          field.args
            .filter(
              (arg) => isRequiredArgument(arg) && agreed[field.name]?.args.every((each) => each.name !== arg.name),
            )
            .map((arg) => `${type.name}.${field.name}(${arg.name})`),
        );
      }
      if (!isInputObjectType(type) || !isInputObjectType(served)) return [];
      const agreed = type.getFields();
      return Object.values(served.getFields()).flatMap((field) =>
        isRequiredInputField(field) && agreed[field.name] === undefined ? [`${type.name}.${field.name}`] : [],
      );
    });
    expect(required).toEqual([]);
  });
});
