const SHOWN = [
  { field: "headline", name: "Headline" },
  { field: "standfirst", name: "Standfirst" },
  { field: "body", name: "Text" },
] as const;

export interface SideProps {
  title: string;
  texts: Record<(typeof SHOWN)[number]["field"], string>;
}

/** One of two texts that stand side by side. */
export function Side({ title, texts }: SideProps) {
  return (
    <section>
      <h3>{title}</h3>
      {SHOWN.map(({ field, name }) => (
        <div key={field}>
          <h4>{name}</h4>
          <p class="text" dir="auto">
            {texts[field] || "—"}
          </p>
        </div>
      ))}
    </section>
  );
}
