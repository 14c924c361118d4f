/** The languages of texts. Imports nothing, so that the command line chooses one before it loads the library. */

export const languages = ["en", "zh"] as const;

export type Language = (typeof languages)[number];

/** A text that people read, in both languages. */
export type Text = Readonly<Record<Language, string>>;
