import { expect, test } from "@playwright/test";

test("the listings fit a phone", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("listitem").first()).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
