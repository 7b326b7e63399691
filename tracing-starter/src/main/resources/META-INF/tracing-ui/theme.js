// A classic script runs before the first paint; modules are deferred, and the page would flash.
try {
	document.documentElement.dataset.theme = localStorage.getItem('tracing.theme') ?? 'auto';
}
catch {
	// Storage may be blocked.
}
