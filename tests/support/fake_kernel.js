// A widget's front end without a kernel: its traits, what it sends, and what a test answers.
globalThis.fakeKernel = (traits) => ({
  traits,
  hearing: [],
  sent: [],
  saved: [],
  get(name) {
    return this.traits[name];
  },
  set(name, value) {
    this.traits[name] = value;
    this.trigger(`change:${name}`);
  },
  save_changes() {
    this.saved.push({ ...this.traits });
  },
  on(event, act) {
    this.hearing.push({ event, act });
  },
  off(event, act) {
    this.hearing = this.hearing.filter((one) => one.event !== event || one.act !== act);
  },
  trigger(event, ...told) {
    for (const one of [...this.hearing]) if (one.event === event) one.act(...told);
  },
  send(message) {
    this.sent.push(message);
  },
  // What a kernel sets, and what it sends; bytes are base64.
  tell(name, value) {
    this.set(name, value);
  },
  answer(content, bytes = []) {
    const decode = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    this.trigger("msg:custom", content, bytes.map(decode));
  },
});
