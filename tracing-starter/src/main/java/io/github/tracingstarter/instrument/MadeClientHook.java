package io.github.tracingstarter.instrument;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Traces a client as soon as a library has created it, anywhere in the application, even
 * if no bean or field refers to it.
 */
public final class MadeClientHook implements WovenHook {

	private final String name;

	private final ClientTracer tracer;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(MadeClientHook.class),
			"An HTTP client that was made within a method is not traced. The client is not affected.");

	/**
	 * Creates the hook.
	 * @param name the name by which the agent knows the hook
	 * @param tracer traces the clients of the library
	 */
	public MadeClientHook(String name, ClientTracer tracer) {
		this.name = name;
		this.tracer = tracer;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String subject() {
		return "HTTP clients that are made within methods";
	}

	@Override
	public @Nullable Object call(@Nullable Object client, @Nullable Object self) {
		try {
			if (client == null || this.tracer.isTraced(client) || TracingCallers.isCalledByTracing()) {
				return client;
			}
			Object traced = this.tracer.trace(client);
			return (traced != null) ? traced : client;
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return client;
		}
	}

}
