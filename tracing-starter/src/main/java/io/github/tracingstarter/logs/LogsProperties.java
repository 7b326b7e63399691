package io.github.tracingstarter.logs;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.logging.LogLevel;

/**
 * Properties of the log records that are exported.
 *
 * @param enabled Whether to export the lines that the application logs as log records. If
 * true at startup, it can be changed while the application runs.
 * @param level Lowest level of exported lines, of those that the loggers do not filter
 * out. Can be changed while the application runs.
 * @param scope Which lines are exported, depending on their trace. Can be changed while
 * the application runs.
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
	 * Lines by their trace.
	 */
	public enum Scope {

		/**
		 * All lines.
		 */
		ALL,

		/**
		 * Lines in a trace, recorded or not.
		 */
		TRACED,

		/**
		 * Lines in a sampled trace.
		 */
		SAMPLED

	}

}
