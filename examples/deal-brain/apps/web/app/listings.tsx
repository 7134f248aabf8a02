"use client";

import { useEffect, useState } from "react";

type Listing = { id: number; title: string; price_cents: number };

const api = process.env.NEXT_PUBLIC_API_URL ?? "http://localhost:8020";

export function Listings() {
  const [listings, setListings] = useState<Listing[]>([]);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    fetch(`${api}/api/listings`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then(setListings)
      .catch(() => setFailed(true));
  }, []);

  if (failed) return <p role="alert">The listings cannot be shown now.</p>;
  return (
    <ul aria-label="Listings">
      {listings.map(({ id, title, price_cents }) => (
        <li key={id}>
          {title}: {(price_cents / 100).toFixed(2)}
        </li>
      ))}
    </ul>
  );
}
