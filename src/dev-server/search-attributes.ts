import { searchAttributeNames } from "../contracts/names.js";

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const keyword = 2;

/** The calls of Temporal's operator service that are needed here; connections of clients and of workers have them. */
export interface SearchAttributeService {
  listSearchAttributes(request: {
    namespace: string;
  }): Promise<{ customAttributes?: Record<string, unknown> | null }>;
  addSearchAttributes(request: {
    namespace: string;
    searchAttributes: Record<string, number>;
  }): Promise<unknown>;
}

/**
 * Makes the namespace know Wiretale's search attributes. False where it may not be asked to and does not know them: then
 * workflows do without, since setting an unknown one would hold them up.
 */
export async function ensureSearchAttributes(
  service: SearchAttributeService,
  namespace: string,
): Promise<boolean> {
  const names = Object.values(searchAttributeNames);
  try {
    const { customAttributes } = await service.listSearchAttributes({ namespace });
    const missing = names.filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
    if (missing.length === 0) return true;
    await service.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
    return true;
  } catch {
    // Several processes may add them at once, and an operator may have: what counts is that they are there.
    const after = await service.listSearchAttributes({ namespace }).catch(() => undefined);
    return names.every((name) => Object.hasOwn(after?.customAttributes ?? {}, name));
  }
}
