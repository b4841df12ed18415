/** The largest XCom: more than this cannot be a result, so operators do not gather more. */
export const LARGEST_RESULT_BYTES = 16 * 1024 * 1024;
