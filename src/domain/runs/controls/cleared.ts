/** What RunReopened says of a clear: it counts in the run's clearNumber. */
export const CLEARED = 'clear';
