import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/**
 * A selection of all fields of a type, those below them too, except connections and whatever leads back to a type on the way.
 * Fields that need an argument are left out.
 */
export function allFields(schema: GraphQLSchema, typeName: string, path: readonly string[] = []): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (field.args.some(isRequiredArgument) || named.name.endsWith('Connection')) return [];
    if (!isCompositeType(named)) return [field.name];
    if (path.includes(named.name)) return [];
    return [`${field.name} { ${allFields(schema, named.name, [...path, typeName])} }`];
  });
  return fields.join(' ');
}

/** A connection's page with all fields of its nodes, twice: as nodes and as edges. */
export function wholePage(schema: GraphQLSchema, connectionName: string): string {
  const fields = (schema.getType(connectionName) as GraphQLObjectType).getFields();
  const node = getNamedType(fields['nodes']?.type)?.name ?? '';
  const all = allFields(schema, node);
  const count = fields['totalCount'] === undefined ? '' : 'totalCount';
  return `{ ${count} pageInfo { hasNextPage endCursor } nodes { ${all} } edges { cursor node { ${all} } } }`;
}
