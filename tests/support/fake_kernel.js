// A widget's front end without a kernel: its traits, what it sends, and what a test answers.
globalThis.fakeKernel = (traits) => ({
  traits,
  heard: {},
  sent: [],
  saved: [],
  get(name) {
    return this.traits[name];
  },
  set(name, value) {
    this.traits[name] = value;
  },
  save_changes() {
    this.saved.push({ ...this.traits });
  },
  on(event, act) {
    this.heard[event] = act;
  },
  send(message) {
    this.sent.push(message);
  },
  tell(name, value) {
    this.traits[name] = value;
    this.heard[`change:${name}`]?.();
  },
});
