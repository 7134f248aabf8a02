import { expect, test } from "@playwright/test";

test("a visitor sees the listings with their prices", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "deal-brain" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Mac mini M2: 485.00" })).toBeVisible();
});
