const LONGEST_NAME = 250;
const CONTROL = /\p{Cc}/u;

export const ASSET_NAME_HINT = `use 1 to ${LONGEST_NAME} characters, none of them a control character`;

/** Names of assets, aliases and partitions. */
export const isAssetName = (name: string): boolean =>
  name.length > 0 && name.length <= LONGEST_NAME && !CONTROL.test(name);
