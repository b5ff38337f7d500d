// The widget's own sentences: English comes with the script, other languages when they are needed.

import english from "./words/en.json";

const OTHERS = ["es", "fr", "de", "pt", "ja", "zh", "ar"];
const RIGHT_TO_LEFT = ["ar"];

/** The sentences of one language, and how it writes dates, numbers and names. */
export class Words {
  #words;

  constructor(language, words) {
    this.language = language;
    this.direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
    this.#words = words;
  }

  /**
   * A sentence with its gaps filled.
   *
   * @param {string} key - Of the language's file.
   * @param {Object} gaps - Values by name; `n` chooses between singular and plural.
   */
  say(key, gaps = {}) {
    const found = this.#words[key] ?? english[key] ?? "";
    const form = typeof found === "string" ? found : this.#form(found, gaps.n);
    return form.replace(/\{(\w+)\}/g, (gap, name) =>
      Object.hasOwn(gaps, name) ? this.#written(gaps[name]) : gap,
    );
  }

  #form(forms, n) {
    return forms[new Intl.PluralRules(this.language).select(n)] ?? forms.other;
  }

  #written(value) {
    return typeof value === "number" ? value.toLocaleString(this.language) : String(value);
  }

  /** A moment by the reader's own clock; the day only where it is not today. */
  time(at) {
    const isToday = at.toDateString() === new Date().toDateString();
    const form = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
    return new Intl.DateTimeFormat(this.language, form).format(at);
  }

  /** An amount with its currency's code; cents only where there are any. */
  money({ amount, currency }) {
    const digits = { minimumFractionDigits: amount % 1 ? 2 : 0 };
    return `${currency} ${amount.toLocaleString(this.language, digits)}`;
  }

  /** Names of languages, joined. */
  languages(tags) {
    const names = new Intl.DisplayNames(this.language, { type: "language" });
    const list = new Intl.ListFormat(this.language, { type: "disjunction" });
    return list.format(tags.map((tag) => names.of(tag)));
  }
}

/** The first words that there are. */
export const englishWords = new Words("en", english);

/** The language of ours that a tag such as `pt-BR` asks for; else English. */
export function chooseLanguage(tag) {
  const [primary] = tag.toLowerCase().split(/[-_]/);
  return OTHERS.includes(primary) ? primary : "en";
}

/** The words of a language; English where they cannot be had. */
export async function loadWords(language, api) {
  if (language === "en") return englishWords;
  return new Words(language, await api.words(language));
}
