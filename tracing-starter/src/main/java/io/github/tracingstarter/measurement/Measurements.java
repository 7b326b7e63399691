package io.github.tracingstarter.measurement;

import java.util.stream.Stream;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * All listeners to outgoing calls and statements. Their failures do not reach the
 * application.
 */
public final class Measurements implements CallListener, StatementListener {

	/** No listeners. */
	public static final Measurements NONE = of(Stream.of(), Stream.of());

	private final FailureLog failures = new FailureLog(LogFactory.getLog(Measurements.class),
			"A call or statement could not be counted. The application is not affected.");

	private final CallListener[] calls;

	private final StatementListener[] statements;

	private Measurements(CallListener[] calls, StatementListener[] statements) {
		this.calls = calls;
		this.statements = statements;
	}

	/**
	 * Combines listeners.
	 * @param calls the listeners to outgoing calls
	 * @param statements the listeners to statements
	 * @return all listeners
	 */
	public static Measurements of(Stream<CallListener> calls, Stream<StatementListener> statements) {
		return new Measurements(calls.toArray(CallListener[]::new), statements.toArray(StatementListener[]::new));
	}

	/**
	 * Returns whether there are listeners to calls; otherwise nothing need be measured.
	 * @return whether there are any
	 */
	public boolean ofCalls() {
		return this.calls.length > 0;
	}

	/**
	 * Returns whether there are listeners to statements; otherwise nothing need be
	 * measured.
	 * @return whether there are any
	 */
	public boolean ofStatements() {
		return this.statements.length > 0;
	}

	@Override
	public void called(String method, @Nullable String address, int port, int status, @Nullable String errorType,
			long nanos, Context trace) {
		for (CallListener listener : this.calls) {
			try {
				listener.called(method, address, port, status, errorType, nanos, trace);
			}
			catch (RuntimeException | LinkageError ex) {
				this.failures.log(ex);
			}
		}
	}

	@Override
	public void executed(Attributes query, @Nullable String errorType, @Nullable String code, long nanos,
			Context trace) {
		for (StatementListener listener : this.statements) {
			try {
				listener.executed(query, errorType, code, nanos, trace);
			}
			catch (RuntimeException | LinkageError ex) {
				this.failures.log(ex);
			}
		}
	}

}
