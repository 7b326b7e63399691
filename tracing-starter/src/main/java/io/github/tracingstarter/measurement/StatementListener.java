package io.github.tracingstarter.measurement;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Receives each statement that the application executes in a database, whether or not it
 * has a span. Declare it as a bean.
 */
public interface StatementListener {

	/**
	 * Called once when a statement has been executed or has failed, on the thread that
	 * detected it. Exceptions of this method are logged.
	 * @param query the attributes that are known before the execution, as on the span;
	 * the same object for the same statement, as long as that is cached
	 * @param errorType the error type, or null if the statement did not fail
	 * @param code the database's code for the error, or null
	 * @param nanos the duration in nanoseconds
	 * @param trace the context with its span, or the caller's context
	 */
	void executed(Attributes query, @Nullable String errorType, @Nullable String code, long nanos, Context trace);

}
