// A classic script, because it runs before the first paint. Modules are deferred, so the page would flash.
try {
	document.documentElement.dataset.theme = localStorage.getItem('tracing.theme') ?? 'auto';
}
catch {
	// Storage may be blocked.
}
