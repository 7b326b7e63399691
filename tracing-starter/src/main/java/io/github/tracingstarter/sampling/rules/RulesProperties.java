package io.github.tracingstarter.sampling.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The sampling rules.
 *
 * @param rules Rules that determine what is recorded and how, in their order; each has
 * conditions, such as 'path', and one action, such as 'drop'.
 */
@ConfigurationProperties("tracing")
record RulesProperties(@DefaultValue List<Rule> rules) {

	/**
	 * A rule: its conditions and its action.
	 *
	 * @param title A title for lists of rules and the log.
	 * @param method The method of a request, or several with commas.
	 * @param path A pattern for the paths of requests, without the context path.
	 * @param route A pattern for the routes of requests; when they start, for their
	 * paths.
	 * @param header A header of a request, 'X-Test', or its value, 'X-Test=1'.
	 * @param host The host that a request is for.
	 * @param kind The kind of the span.
	 * @param spanName The name of the span.
	 * @param attributes The values of attributes.
	 * @param remoteService The service or host that is called.
	 * @param instrumentation The instrumentation that creates the span, such as 'jdbc'.
	 * @param drop Whether not to record it.
	 * @param keep Whether to record it.
	 * @param probability The share of traces to record.
	 * @param rate How many traces to record, such as '10/s'.
	 * @param rename The name under which the span is exported.
	 * @param set Attributes to set.
	 * @param remove Attributes to remove.
	 * @param redact Attributes whose values to hide.
	 * @param debug Whether to record all detail.
	 * @param overrideParent Whether to ignore the decision of the caller.
	 * @param until When the rule ends.
	 * @param lifetime How long the rule is in force.
	 */
	record Rule(@Nullable String title, @Nullable String method, @Nullable String path, @Nullable String route,
			@Nullable String header, @Nullable String host, @Nullable SpanKind kind, @Nullable String spanName,
			@Nullable Map<String, String> attributes, @Nullable String remoteService, @Nullable String instrumentation,
			@Nullable Boolean drop, @Nullable Boolean keep, @Nullable Double probability, @Nullable String rate,
			@Nullable String rename, @Nullable Map<String, String> set, @Nullable List<String> remove,
			@Nullable List<String> redact, @Nullable Boolean debug, @Nullable Boolean overrideParent,
			@Nullable Instant until, @Name("for") @Nullable Duration lifetime) {

		/**
		 * Returns the same rule with its end as a time, so that it does not end later if
		 * its text is read again.
		 * @param now the time
		 * @return the rule
		 */
		Rule endingAt(Instant now) {
			return (this.lifetime == null) ? this
					: new Rule(this.title, this.method, this.path, this.route, this.header, this.host, this.kind,
							this.spanName, this.attributes, this.remoteService, this.instrumentation, this.drop,
							this.keep, this.probability, this.rate, this.rename, this.set, this.remove, this.redact,
							this.debug, this.overrideParent, now.plus(this.lifetime), null);
		}

	}

}
