import type { KnowledgeCase } from "../../contract/index.ts";

export interface KnowledgeReaders {
  /** Newest first. */
  cases(filter: { code?: string; limit?: number }): KnowledgeCase[];
  knowledgeCase(id: string): KnowledgeCase | undefined;
  /** Solved cases by fault code; those that came back left out. */
  caseCounts(): ReadonlyMap<string, number>;
}

export interface KnowledgeWriters {
  saveCase(row: KnowledgeCase): void;
}
