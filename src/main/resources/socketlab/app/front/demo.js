// SPDX-License-Identifier: Apache-2.0

/** Milliseconds as one reads them. */
export const millis = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

/** A form, its Stop button, and the columns of one demo. */
export class Demo {
  constructor(id) {
    this.root = document.getElementById(id);
    this.form = this.root.querySelector('form');
  }

  /** The column of this name: where a result stands, and the requests that were made for it. */
  column(name) {
    const root = this.root.querySelector(`[data-column=${name}]`);
    return new Column(root.querySelector('.result'), root.querySelector('.log'));
  }

  value(name) {
    return this.form.elements[name].value;
  }

  /** Runs what the form asks for, one at a time, until it ends or is stopped. */
  onSubmit(run) {
    const stop = this.form.querySelector('.stop');
    const begin = this.form.querySelector('button:not([type=button])');
    this.form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const abort = new AbortController();
      const onStop = () => abort.abort();
      begin.disabled = true;
      if (stop) {
        stop.disabled = false;
        stop.addEventListener('click', onStop, { once: true });
      }
      try {
        await run(abort.signal);
      } catch (e) {
        // Told where it happened.
        if (e.name !== 'AbortError') console.warn(`${e}`);
      } finally {
        abort.abort();
        begin.disabled = false;
        if (stop) {
          stop.disabled = true;
          stop.removeEventListener('click', onStop);
        }
      }
    });
  }
}

/** A result and a list of requests. */
export class Column {
  static MOST_LINES = 200;

  constructor(result, log) {
    this.result = result;
    this.log = log;
    this.requests = 0;
  }

  clear() {
    this.log.replaceChildren();
    this.result.textContent = '';
    this.requests = 0;
  }

  say(text) {
    this.result.classList.remove('bad');
    this.result.textContent = text;
  }

  fail(text) {
    this.result.classList.add('bad');
    this.result.textContent = text;
  }

  /** Adds a line, and returns what adds to it. */
  line(text) {
    const line = document.createElement('li');
    line.textContent = text;
    this.log.append(line);
    while (this.log.children.length > Column.MOST_LINES) this.log.firstChild.remove();
    this.log.scrollTop = this.log.scrollHeight;
    return (more) => { line.textContent += more; };
  }

  /** fetch, with a line for the request and how it went. */
  async fetch(url, options = {}) {
    this.requests++;
    const began = performance.now();
    const add = this.line(`${options.method ?? 'GET'} ${url}`);
    try {
      const answer = await fetch(url, { cache: 'no-store', ...options });
      add(` → ${answer.status}, ${millis(performance.now() - began)}`);
      return answer;
    } catch (e) {
      add(e.name === 'AbortError' ? ' → stopped' : ` → ${e.message}`);
      if (e.name !== 'AbortError') this.fail('The request failed: does the server still run?');
      throw e;
    }
  }

  /** Says why an answer is an error; true when it is none. */
  async isFine(answer) {
    if (answer.ok || answer.status === 304) return true;
    const text = await answer.text();
    let why = text;
    try {
      const json = JSON.parse(text);
      why = json.detail ?? json.error?.message ?? text;
    } catch {
      // It is the text itself.
    }
    this.fail(`${answer.status}: ${why}`);
    return false;
  }
}

/** Waits, or ends early when stopped. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stopped = () => {
      clearTimeout(timer);
      reject(new DOMException('stopped', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stopped);
      resolve();
    }, ms);
    if (signal.aborted) stopped();
    signal.addEventListener('abort', stopped, { once: true });
  });
}
