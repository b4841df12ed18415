import type { BuildSchemaOptions } from '@nestjs/graphql';
import { DateTimeScalar, DurationScalar, JsonScalar } from './scalars.js';

const scalars = [DateTimeScalar, DurationScalar, JsonScalar];

/** Fields name the scalars themselves as their types. */
export const SCHEMA_OPTIONS: BuildSchemaOptions = {
  scalarsMap: scalars.map((scalar) => ({ type: scalar as unknown as () => unknown, scalar })),
};
