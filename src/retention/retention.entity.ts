import { Entity } from 'typeorm';
import { DagVersionEntity } from '../dags/index.js';

/** What stays of a DAG that was deleted: rows of dag_versions, moved. */
@Entity('deleted_dag_versions')
export class DeletedDagVersionEntity extends DagVersionEntity {}
