package io.github.tracingstarter.sampling.rules;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.sampling.Decision;
import io.github.tracingstarter.sampling.KeepRule;
import io.github.tracingstarter.sampling.TraceRules;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * The rules of the application. They can be changed while it runs, and end by themselves.
 * If there are none, each check costs the read of one field.
 */
public final class Rules implements TraceRules, KeepRule, LiveProperty {

	/** The key of the instrumentation that is starting a span. */
	private static final ContextKey<String> INSTRUMENTATION = ContextKey
		.named("io.github.tracingstarter.instrumentation");

	/**
	 * The same for ended spans, for rules that need it then. Removed before the span is
	 * exported.
	 */
	private static final AttributeKey<String> MARK = AttributeKey.stringKey("tracing.instrumentation");

	private static final Log logger = LogFactory.getLog(Rules.class);

	private final Clock clock;

	private final @Nullable ForcedTraces forced;

	private volatile RuleSet current = RuleSet.NONE;

	private volatile Supplier<String> contextPath = () -> "";

	private @Nullable CompletableFuture<Void> end;

	/**
	 * Creates the rules.
	 * @param definitions the initial rules
	 * @param forced the requests that are always recorded, or null
	 * @param clock the time
	 */
	Rules(List<RulesProperties.Rule> definitions, @Nullable ForcedTraces forced, Clock clock) {
		this.clock = clock;
		this.forced = forced;
		RulesText.checkNumber(definitions.size());
		set(RuleSet.of(endingAt(definitions), RuleSet.NONE));
		removeEnded();
	}

	/**
	 * Returns an empty set of rules.
	 * @return the rules
	 */
	public static Rules none() {
		return new Rules(List.of(), null, Clock.systemUTC());
	}

	/**
	 * Sets the context path, which is not part of the paths in rules.
	 * @param contextPath supplies the context path, or an empty string
	 */
	public void contextPath(Supplier<String> contextPath) {
		this.contextPath = SingletonSupplier.of(contextPath);
	}

	private List<RulesProperties.Rule> endingAt(List<RulesProperties.Rule> definitions) {
		Instant now = this.clock.instant();
		List<RulesProperties.Rule> ending = new ArrayList<>();
		for (RulesProperties.Rule rule : definitions) {
			new Faults(ending.size()).checkEnd(rule);
			ending.add(rule.endingAt(now));
		}
		return ending;
	}

	@Override
	public boolean readStarts(SpanKind kind) {
		return this.current.looksAtStarts(kind);
	}

	/**
	 * Returns whether the headers of a request must be in the context in which its span
	 * starts.
	 * @return false if nothing needs them
	 */
	public boolean readHeaders() {
		return this.forced != null || this.current.readsHeaders();
	}

	/**
	 * Adds the name of the instrumentation that starts a span to the context.
	 * @param parent the context that holds the parent, or none
	 * @param instrumentation its name
	 * @return the context in which the span starts; the same context if no rule needs the
	 * name
	 */
	public Context startedBy(Context parent, String instrumentation) {
		return this.current.readsInstrumentation() ? parent.with(INSTRUMENTATION, instrumentation) : parent;
	}

	/**
	 * Adds the name of the instrumentation to a span that it starts, if a rule needs it
	 * after the span has ended.
	 * @param builder the builder of the span
	 * @param instrumentation its name
	 */
	public void mark(SpanBuilder builder, String instrumentation) {
		if (this.current.marksInstrumentation()) {
			builder.setAttribute(MARK, instrumentation);
		}
	}

	@Override
	public @Nullable Decision decide(Context parent, String traceId, SpanKind kind, String name,
			Attributes attributes) {
		RequestHeaders headers = (this.forced != null) ? parent.get(RequestHeaders.KEY) : null;
		if (this.forced != null && headers != null && this.forced.isForced(headers, traceId)) {
			return Decision.CHOSEN;
		}
		RuleSet rules = this.current;
		if (!rules.looksAtStarts(kind)) {
			return null;
		}
		Subject span = Subject.starting(kind, name, attributes, this.contextPath.get(),
				rules.readsHeaders() ? parent.get(RequestHeaders.KEY) : null,
				rules.readsInstrumentation() ? parent.get(INSTRUMENTATION) : null);
		return rules.decide(span, Span.fromContext(parent).getSpanContext(), traceId);
	}

	/**
	 * Returns whether a request is recorded regardless of the rules.
	 * @param headers the headers of the request
	 * @return whether it has the header that forces it
	 */
	public boolean force(RequestHeaders headers) {
		return this.forced != null && this.forced.hasSecret(headers);
	}

	/**
	 * Returns whether a rule may drop a span within a trace.
	 * @param kind the kind of the span
	 * @return false if none does
	 */
	public boolean mayDropBelow(SpanKind kind) {
		return this.current.mayDropBelow(kind);
	}

	/**
	 * Returns whether a span within a trace is dropped.
	 * @param traceId the trace id in hex
	 * @param kind the kind of the span
	 * @param name the name of the span
	 * @param attributes the attributes of the span
	 * @param instrumentation the instrumentation that creates it, or null
	 * @return whether this span, and only this span, is dropped
	 */
	public boolean dropBelow(String traceId, SpanKind kind, String name, Attributes attributes,
			@Nullable String instrumentation) {
		if (this.forced != null && this.forced.contains(traceId)) {
			return false;
		}
		return this.current
			.dropsBelow(Subject.starting(kind, name, attributes, this.contextPath.get(), null, instrumentation));
	}

	/**
	 * Returns whether a rule may keep traces. Only rules that need attributes may decide
	 * differently at the end than at the start.
	 */
	@Override
	public boolean mayKeep() {
		return this.current.mayKeep();
	}

	@Override
	public boolean keep(ReadableSpan root) {
		Attributes attributes = root.getAttributes();
		return this.current.keeps(Subject.ended(root.getKind(), root.getName(), attributes, this.contextPath.get(),
				instrumentation(attributes, root.getInstrumentationScopeInfo())));
	}

	/**
	 * Returns whether all detail of a trace is recorded.
	 * @param traceId the trace id in hex
	 * @return whether a rule requests it
	 */
	public boolean debug(String traceId) {
		RuleSet rules = this.current;
		return rules.isDebugging() && rules.isDebugging(traceId);
	}

	/**
	 * Returns whether a rule may request all detail.
	 * @return false if none does
	 */
	public boolean mayDebug() {
		return this.current.isDebugging();
	}

	/**
	 * Applies the rules to a finished span.
	 * @param span the span
	 * @return the edited span, or the span itself if no rule changes it
	 */
	public SpanData edit(SpanData span) {
		RuleSet rules = this.current;
		if (!rules.edits(span.getKind()) && !rules.marksInstrumentation()) {
			return span;
		}
		Attributes attributes = span.getAttributes();
		Subject subject = Subject.ended(span.getKind(), span.getName(), attributes, this.contextPath.get(),
				instrumentation(attributes, span.getInstrumentationScopeInfo()));
		return rules.edit(
				(attributes.get(MARK) != null)
						? new EditedSpanData(span, span.getName(), attributes.toBuilder().remove(MARK).build()) : span,
				subject);
	}

	/**
	 * Returns the origin of a span: an instrumentation, or else a tracer of the
	 * application or of a library.
	 */
	private static String instrumentation(Attributes attributes, InstrumentationScopeInfo scope) {
		String mark = attributes.get(MARK);
		return (mark != null) ? mark : scope.getName();
	}

	/**
	 * Returns the active rules, in their order.
	 * @return the status of each rule
	 */
	public List<Status> statuses() {
		return this.current.rules()
			.stream()
			.map((rule) -> new Status(rule.toString(), RulesText.write(rule.definition()), rule.hits(), rule.lastHit(),
					rule.definition().until()))
			.toList();
	}

	@Override
	public String key() {
		return Faults.KEY;
	}

	@Override
	public String value() {
		return RulesText.write(this.current.rules().stream().map(Rule::definition).toList());
	}

	@Override
	public void validate(String value) {
		read(value);
	}

	@Override
	public Predicate<Start> preview(String value) {
		RuleSet rules = read(value);
		String contextPath = this.contextPath.get();
		return (start) -> rules.wouldDrop(
				Subject.starting(start.kind(), start.name(), start.attributes(), contextPath, null, null),
				start.traceId(), start.begunHere());
	}

	@Override
	public Predicate<Start> previewBelow(String value) {
		RuleSet rules = read(value);
		String contextPath = this.contextPath.get();
		return (span) -> rules
			.wouldDropBelow(Subject.starting(span.kind(), span.name(), span.attributes(), contextPath, null, null));
	}

	@Override
	public @Nullable Predicate<End> previewKept(String value) {
		RuleSet rules = read(value);
		String contextPath = this.contextPath.get();
		return rules.mayKeep() ? (root) -> rules
			.wouldKeep(Subject.ended(root.kind(), root.name(), root.attributes(), contextPath, null)) : null;
	}

	@Override
	public void change(String value) {
		set(read(value));
	}

	private RuleSet read(String value) {
		List<RulesProperties.Rule> definitions = RulesText.read(value);
		Instant now = this.clock.instant();
		for (int i = 0; i < definitions.size(); i++) {
			Instant until = definitions.get(i).until();
			if (until != null && !until.isAfter(now)) {
				throw new Faults(i).in("until", until, "it is in the past",
						"Write a later time, or for: 10m, or leave the rule out.");
			}
		}
		return RuleSet.of(endingAt(definitions), this.current);
	}

	private synchronized void set(RuleSet rules) {
		this.current = rules;
		if (this.end != null) {
			this.end.cancel(false);
			this.end = null;
		}
		if (rules.firstEnd() != Long.MAX_VALUE) {
			long millis = Math.max(0, rules.firstEnd() - this.clock.millis());
			this.end = new CompletableFuture<Void>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
			this.end.thenRun(this::removeEnded);
		}
	}

	/**
	 * Removes the rules that have ended.
	 */
	private synchronized void removeEnded() {
		RuleSet rules = this.current;
		List<RulesProperties.Rule> left = rules.at(this.clock.instant());
		if (left.size() < rules.rules().size()) {
			rules.rules()
				.stream()
				.filter((rule) -> !left.contains(rule.definition()))
				.forEach((rule) -> logger.info("The rule '%s' ended at %s, after %d hits".formatted(rule,
						Objects.requireNonNull(rule.definition().until()), rule.hits())));
			set(RuleSet.of(left, rules));
		}
		else if (this.end != null && this.end.isDone()) {
			// The timer fired early.
			set(rules);
		}
	}

	/**
	 * Stops waiting for rules to end.
	 */
	synchronized void close() {
		if (this.end != null) {
			this.end.cancel(false);
		}
	}

	/**
	 * The status of an active rule.
	 *
	 * @param title the title of the rule, or else its text
	 * @param text the rule in JSON
	 * @param hits how often it has matched
	 * @param lastHit when it last matched, or null
	 * @param until when it ends, or null
	 */
	public record Status(String title, String text, long hits, @Nullable Instant lastHit, @Nullable Instant until) {

	}

}
