package io.github.tracingstarter.logs;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.logging.LogLevel;

/**
 * Properties of the log records that are exported.
 *
 * @param enabled Whether to export the lines that the application logs as log records. If
 * so at the start, it can be changed while the application runs.
 * @param level Lowest level of exported lines, of those that the loggers let pass. Can be
 * changed while the application runs.
 * @param scope Which lines are exported, by the trace that they belong to. Can be changed
 * while the application runs.
 * @param context Keys of the mapped diagnostic context (MDC) that become attributes; '*'
 * for all of them.
 * @param thread Whether the name of the thread becomes an attribute.
 * @param maxLength Maximum length of a message and of a stack trace, in characters;
 * longer ones are cut.
 */
@ConfigurationProperties("tracing.logs")
record LogsProperties(@DefaultValue("true") boolean enabled, @DefaultValue("trace") LogLevel level,
		@DefaultValue("all") Scope scope, @DefaultValue List<String> context, @DefaultValue("false") boolean thread,
		@DefaultValue("32768") int maxLength) {

	/**
	 * Lines by the trace that they belong to.
	 */
	public enum Scope {

		/**
		 * All lines.
		 */
		ALL,

		/**
		 * Lines that belong to a trace, recorded or not.
		 */
		TRACED,

		/**
		 * Lines that belong to a trace that is sampled.
		 */
		SAMPLED

	}

}
