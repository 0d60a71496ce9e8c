// onLoopback reports whether the page comes from the machine that it is read on: elsewhere nothing is asked that nobody asked for.
export const onLoopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
