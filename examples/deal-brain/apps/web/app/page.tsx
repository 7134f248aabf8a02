import { Listings } from "./listings";

export default function Page() {
  return (
    <main>
      <h1>deal-brain</h1>
      <Listings />
    </main>
  );
}
