let count = 0;

/** Said after everything that adds to what is public, so that this server shows it at once. */
export function notePublished(): void {
  count += 1;
}

/** How often this server has published since it began. Other servers find out by asking the database. */
export function publishedSoFar(): number {
  return count;
}
