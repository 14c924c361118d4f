/**
 * Generated stories after the tasks of bAbI (Weston et al., 2015) with one, two and three supporting facts, and with
 * relations of places, in which the order of the words matters. The supporting sentences of each answer are known.
 */
import { Numbers } from "./numbers.ts";

export const people = ["mary", "john", "sandra", "daniel"] as const;
export const places = ["kitchen", "garden", "office", "bedroom", "bathroom", "hallway"] as const;
export const things = ["football", "apple", "milk"] as const;
export const directions = ["north", "south", "east", "west"] as const;

export const verbs = {
  move: ["moved to", "went to", "traveled to"],
  take: ["took", "grabbed", "picked up"],
  drop: ["dropped", "left", "discarded"],
} as const;

/** Tasks with one, two and three supporting facts, and the task of relations. */
export const taskNames = ["one", "two", "three", "relation"] as const;

export type TaskName = (typeof taskNames)[number];

/** A story with a question. */
export interface Story {
  /** Sentences in lower case without punctuation, the oldest first. */
  readonly sentences: readonly string[];
  readonly question: string;
  readonly answer: string;
  /** Indices of the sentences that the answer follows from, in the order in which reasoning needs them. */
  readonly support: readonly number[];
}

/** Longest stories of each task, in sentences. The shortest have a third of them. */
export type Lengths = Readonly<Record<TaskName, number>>;

/** Draws a story of at most `longest` sentences; a story of relations always has two. */
export function drawStory(task: TaskName, longest: number, numbers: Numbers): Story {
  if (task === "relation") return drawRelation(numbers);
  const shortest = Math.ceil(longest / 3);
  for (;;) {
    const world = new World(numbers, task !== "one");
    const count = shortest + numbers.below(longest - shortest + 1);
    while (world.sentences.length < count) world.act();
    const asked = questions[task](world, numbers);
    if (asked !== null) return { sentences: world.sentences, ...asked };
  }
}

/** Draws parts with different stories, such as for test and training, of at most `longest` sentences. */
export function drawStories(task: TaskName, longest: number, counts: readonly number[], seed: number): Story[][] {
  const seen = new Set<string>();
  return counts.map((count, part) => {
    const numbers = new Numbers(1000 * seed + part);
    const found: Story[] = [];
    while (found.length < count) {
      const story = drawStory(task, longest, numbers);
      const key = [...story.sentences, story.question].join(". ");
      // There are only a few hundred different stories about relations.
      if (task !== "relation" && seen.has(key)) continue;
      seen.add(key);
      found.push(story);
    }
    return found;
  });
}

type Asked = Omit<Story, "sentences">;

/** A person's or a thing's arrival at a place. */
interface Arrival {
  readonly place: string;
  /** Index of the sentence that tells of it. */
  readonly told: number;
}

/** Stay of a thing at a place. */
interface Stay extends Arrival {
  /** Index of the sentence that tells who took the thing before. */
  readonly taken: number;
  /** Index of the sentence that tells of the arrival of the person who took the thing last at this place. */
  holder: number;
}

/** Life of a thing. */
interface Thing {
  holder: string | null;
  /** Index of the last sentence that tells who took or dropped it. */
  told: number;
  /** Places that it was at. */
  readonly path: Stay[];
}

/** People who move around and carry things. */
class World {
  readonly sentences: string[] = [];
  readonly at = new Map<string, Arrival>();
  readonly things = new Map<string, Thing>();
  readonly #numbers: Numbers;
  readonly #carrying: boolean;

  constructor(numbers: Numbers, carrying: boolean) {
    this.#numbers = numbers;
    this.#carrying = carrying;
  }

  /** Lets somebody do something, and tells of it. */
  act(): void {
    const numbers = this.#numbers;
    const person = numbers.pick(people);
    const action = this.#carrying ? numbers.uniform() : 0;
    if (action < 0.6) this.#move(person);
    else if (action < 0.9) this.#take(person, numbers.pick(things));
    else this.#drop(person);
  }

  #tell(...words: readonly string[]): number {
    return this.sentences.push(words.join(" ")) - 1;
  }

  #move(person: string): void {
    const here = this.at.get(person)?.place;
    const place = this.#numbers.pick(places.filter((one) => one !== here));
    const arrival = { place, told: this.#tell(person, this.#numbers.pick(verbs.move), "the", place) };
    this.at.set(person, arrival);
    for (const thing of this.things.values()) {
      if (thing.holder === person) thing.path.push({ ...arrival, taken: thing.told, holder: arrival.told });
    }
  }

  /** Somebody takes a thing that nobody has taken yet, or that lies at the same place. */
  #take(person: string, name: string): void {
    const thing = this.things.get(name) ?? { holder: null, told: -1, path: [] };
    const [there, here] = [thing.path.at(-1), this.at.get(person)];
    const isNew = !this.things.has(name);
    if (thing.holder !== null || (!isNew && there?.place !== here?.place)) return;
    thing.holder = person;
    thing.told = this.#tell(person, this.#numbers.pick(verbs.take), "the", name);
    if (there !== undefined) there.holder = here!.told;
    else if (here !== undefined) thing.path.push({ ...here, taken: thing.told, holder: here.told });
    this.things.set(name, thing);
  }

  #drop(person: string): void {
    const held = [...this.things].filter(([, { holder }]) => holder === person);
    if (held.length === 0) return;
    const [name, thing] = this.#numbers.pick(held);
    thing.holder = null;
    thing.told = this.#tell(person, this.#numbers.pick(verbs.drop), "the", name);
  }
}

/** Ask about a world; null if it does not answer the question. */
const questions: Readonly<Record<Exclude<TaskName, "relation">, (world: World, numbers: Numbers) => Asked | null>> = {
  one(world, numbers) {
    const [person, { place, told }] = numbers.pick([...world.at]);
    return { question: `where is ${person}`, answer: place, support: [told] };
  },

  two(world, numbers) {
    const known = [...world.things].filter(([, { path }]) => path.length > 0);
    if (known.length === 0) return null;
    const [name, { told, path }] = numbers.pick(known);
    const { place, holder } = path.at(-1)!;
    return { question: `where is the ${name}`, answer: place, support: [told, holder] };
  },

  three(world, numbers) {
    const traveled = [...world.things].filter(([, { path }]) => path.length > 1);
    if (traveled.length === 0) return null;
    const [name, { path }] = numbers.pick(traveled);
    // A place that the thing reached later again would have two answers.
    const last = path.flatMap(({ place }, i) => (path.slice(i + 1).some((one) => one.place === place) ? [] : [i]));
    const at = numbers.pick(last);
    const [before, after] = [path[at - 1], path[at]!];
    if (before === undefined) return null;
    return {
      question: `where was the ${name} before the ${after.place}`,
      answer: before.place,
      support: [after.taken, after.told, before.holder],
    };
  },
};

/** Two relations that share a place: "a is north of b" and "b is north of c". Both questions have the same words. */
function drawRelation(numbers: Numbers): Story {
  const [a, b, c] = numbers.sample(places, 3) as [string, string, string];
  const direction = numbers.pick(directions);
  const told = [`the ${a} is ${direction} of the ${b}`, `the ${b} is ${direction} of the ${c}`];
  const isSwapped = numbers.below(2) === 1;
  const first = numbers.below(2) === 1;
  const support = [Number(first === isSwapped)];
  return {
    sentences: isSwapped ? told.toReversed() : told,
    question: first ? `what is ${direction} of the ${b}` : `what is the ${b} ${direction} of`,
    answer: first ? a : c,
    support,
  };
}
