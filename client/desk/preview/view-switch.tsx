/** How a preview is looked at, one of several. */
export function ViewSwitch<View extends string>({
  label,
  views,
  view,
  onChoose,
}: {
  label: string;
  /** What each is called. */
  views: Readonly<Record<View, string>>;
  view: View;
  onChoose: (view: View) => void;
}) {
  return (
    <fieldset class="segments small" aria-label={label}>
      {(Object.keys(views) as View[]).map((each) => (
        <button type="button" key={each} aria-pressed={view === each} onClick={() => onChoose(each)}>
          {views[each]}
        </button>
      ))}
    </fieldset>
  );
}
