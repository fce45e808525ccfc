/** One number to be read from across a room. */
export function Figure({ name, value, large = false }: { name: string; value: string; large?: boolean }) {
  return (
    <div class={large ? "figure figure-large" : "figure"}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
