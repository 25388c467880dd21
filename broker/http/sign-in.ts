import { AppError, aboutField, type Clock } from "../../contract/index.ts";
import type { People } from "../people/people.ts";
import type { Sessions } from "../people/sessions.ts";
import type { Store } from "../store/store.ts";
import { type AttemptLimits, Attempts, accountLimits } from "./attempts.ts";

export interface SignInDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly people: Pick<People, "passwordMatches" | "busy">;
  readonly sessions: Sessions;
  /** Failed attempts by address, shared with tokens. */
  readonly addresses: Attempts;
  readonly limits?: AttemptLimits;
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

const nobody = (): AppError =>
  new AppError("unauthorised", { en: "login or password is wrong", "zh-CN": "账号或密码错误" });
const notCurrent = (): AppError =>
  aboutField("invalid", "/current", { en: "this is not your present password", "zh-CN": "当前密码不正确" });

/** Lets people in by their password. Nobody of that name, no password, disabled and a wrong password are one answer, after the same time. */
export class SignIn {
  readonly #deps: SignInDeps;
  readonly #accounts: Attempts;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
    this.#accounts = new Attempts(deps.clock, deps.limits ?? accountLimits);
  }

  /** Returns the secret id of a new session. Throws `unauthorised`, `tooManyAttempts`, or `unavailable` while too many wait for their turn. */
  async begin({ login, password }: Credentials, address: string, before?: string): Promise<string> {
    const { sessions, store } = this.#deps;
    await this.#check(login, password, address);
    const person = store.read.person(login);
    if (!person || person.disabled) return this.#refuse(login);
    this.#accounts.clear(login);
    return sessions.begin(login, `user:${login}`, before);
  }

  /** Throws as `begin` does; of a wrong password `invalid`, about the field `current`: who asks is signed in and stays so. */
  async confirm(login: string, password: string, address: string): Promise<void> {
    await this.#check(login, password, address, notCurrent);
    this.#accounts.clear(login);
  }

  async #check(login: string, password: string, address: string, wrong = nobody): Promise<void> {
    const { addresses, people } = this.#deps;
    addresses.demand(address);
    this.#accounts.demand(login);
    if (people.busy)
      throw new AppError("unavailable", {
        en: "too many sign in at this moment; try again shortly",
        "zh-CN": "此刻登录的人过多，请稍后重试",
      });
    // Counted before it is known: else many guesses at one time would all find the account unlocked.
    this.#accounts.fail(login);
    if (await people.passwordMatches(login, password)) return;
    addresses.fail(address);
    await this.#refuse(login, wrong);
  }

  async #refuse(login: string, wrong = nobody): Promise<never> {
    const { store, clock } = this.#deps;
    // A login may be anything somebody typed, a password by mistake: only one we know is written down.
    if (store.read.person(login))
      await store.write((tx) =>
        tx.addAudit({ at: clock.now(), actor: `user:${login}`, action: "session.refused", target: login, detail: {} }),
      );
    throw wrong();
  }
}
