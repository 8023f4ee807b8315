import { z } from "zod";

/** As much of an OpenAPI 3.1 document as tests look at. */
export interface ApiDocument {
  openapi: string;
  paths: Record<string, Record<string, ApiCall>>;
  components: { schemas: Record<string, object> };
}

interface ApiCall {
  security?: object[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  requestBody?: { content: Record<string, { schema: object; example?: object }> };
}

/** A schema of the document as a checker; references go to the document's own components. */
export function checkerOf({ components }: ApiDocument, schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas });
  return z.fromJSONSchema(JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/")));
}

/** What the document says of this answer; null: nothing. */
export function describedAnswer(document: ApiDocument, method: string, path: string, status: number): z.ZodType | null {
  const schema = document.paths[path]?.[method.toLowerCase()]?.responses[status]?.content;
  const [content] = Object.values(schema ?? {});
  return content ? checkerOf(document, content.schema) : null;
}
