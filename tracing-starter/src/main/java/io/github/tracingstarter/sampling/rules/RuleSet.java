package io.github.tracingstarter.sampling.rules;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.github.tracingstarter.sampling.Decision;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * The active rules, grouped by when they are needed and by the kind of the span.
 * Immutable, so that a request is matched with one state of the rules.
 */
final class RuleSet {

	private static final int KINDS = SpanKind.values().length;

	static final RuleSet NONE = new RuleSet(new Rule[0]);

	private final Rule[] rules;

	private final Rule[][] atStart;

	private final Rule[][] below;

	private final Rule[][] keeping;

	private final boolean mayKeep;

	private final Rule[][] editing;

	private final Rule[] debugging;

	private final boolean readsHeaders;

	private final boolean readsInstrumentation;

	private final boolean marksInstrumentation;

	private final long firstEnd;

	private RuleSet(Rule[] rules) {
		this.rules = rules;
		this.atStart = byKind(Rule::looksAtStarts);
		this.below = byKind(Rule::decides);
		for (int kind = 0; kind < KINDS; kind++) {
			this.below[kind] = untilLastDrop(this.below[kind]);
		}
		this.keeping = byKind(Rule::keepsAtEnd);
		this.mayKeep = Arrays.stream(rules).anyMatch(Rule::keepsAtEnd);
		this.editing = byKind(Rule::edits);
		this.debugging = Arrays.stream(rules).filter(Rule::debugs).toArray(Rule[]::new);
		this.readsHeaders = Arrays.stream(rules).anyMatch((rule) -> rule.match().readsHeaders());
		this.readsInstrumentation = Arrays.stream(rules)
			.anyMatch((rule) -> rule.definition().instrumentation() != null);
		this.marksInstrumentation = Arrays.stream(rules)
			.anyMatch((rule) -> rule.definition().instrumentation() != null && (rule.edits() || rule.keepsAtEnd()));
		this.firstEnd = Arrays.stream(rules).mapToLong(Rule::endsAt).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Creates the rules.
	 * @param definitions the rules as written
	 * @param before the rules that they replace; an unchanged rule keeps its hits
	 * @return the rules
	 */
	static RuleSet of(List<RulesProperties.Rule> definitions, RuleSet before) {
		Rule[] rules = new Rule[definitions.size()];
		for (int i = 0; i < rules.length; i++) {
			Rule same = before.find(definitions.get(i));
			rules[i] = (same != null) ? same : new Rule(definitions.get(i), new Faults(i));
		}
		return (rules.length > 0) ? new RuleSet(rules) : NONE;
	}

	private @Nullable Rule find(RulesProperties.Rule definition) {
		for (Rule rule : this.rules) {
			if (rule.definition().equals(definition)) {
				return rule;
			}
		}
		return null;
	}

	private Rule[][] byKind(Predicate<Rule> which) {
		Rule[][] sorted = new Rule[KINDS][];
		for (SpanKind kind : SpanKind.values()) {
			sorted[kind.ordinal()] = Arrays.stream(this.rules)
				.filter((rule) -> rule.match().concerns(kind) && which.test(rule))
				.toArray(Rule[]::new);
		}
		return sorted;
	}

	private static Rule[] untilLastDrop(Rule[] rules) {
		for (int i = rules.length; i > 0; i--) {
			if (rules[i - 1].drops() && !rules[i - 1].match().readsHeaders()) {
				return Arrays.copyOf(rules, i);
			}
		}
		return new Rule[0];
	}

	List<Rule> rules() {
		return List.of(this.rules);
	}

	boolean readsHeaders() {
		return this.readsHeaders;
	}

	boolean readsInstrumentation() {
		return this.readsInstrumentation;
	}

	/**
	 * Returns whether a rule needs the instrumentation of a span that has ended.
	 */
	boolean marksInstrumentation() {
		return this.marksInstrumentation;
	}

	boolean looksAtStarts(SpanKind kind) {
		return this.atStart[kind.ordinal()].length > 0;
	}

	/** Returns the time at which the first rule ends, or the largest number. */
	long firstEnd() {
		return this.firstEnd;
	}

	/**
	 * Returns the rules that have not ended.
	 */
	List<RulesProperties.Rule> at(Instant now) {
		return Arrays.stream(this.rules)
			.filter((rule) -> !rule.isOver(now.toEpochMilli()))
			.map(Rule::definition)
			.toList();
	}

	private boolean isOver(Rule rule) {
		return this.firstEnd != Long.MAX_VALUE && rule.isOver(System.currentTimeMillis());
	}

	@Nullable Decision decide(Subject span, SpanContext caller, String traceId) {
		for (Rule rule : this.atStart[span.kind().ordinal()]) {
			if (!isOver(rule) && rule.meets(span, traceId) && rule.decides()) {
				return rule.decide(caller, traceId);
			}
		}
		return null;
	}

	/**
	 * Returns whether a recorded trace would not be recorded.
	 */
	boolean wouldDrop(Subject span, String traceId, boolean begunHere) {
		for (Rule rule : this.atStart[span.kind().ordinal()]) {
			if (rule.decides() && !rule.match().readsHeaders() && rule.match().matches(span)) {
				return rule.wouldDrop(traceId, begunHere);
			}
		}
		return false;
	}

	boolean mayDropBelow(SpanKind kind) {
		return this.below[kind.ordinal()].length > 0;
	}

	boolean dropsBelow(Subject span) {
		for (Rule rule : this.below[span.kind().ordinal()]) {
			if (!isOver(rule) && rule.meetsBelow(span)) {
				return rule.drops();
			}
		}
		return false;
	}

	/**
	 * Returns whether a span within a trace would be dropped.
	 */
	boolean wouldDropBelow(Subject span) {
		for (Rule rule : this.below[span.kind().ordinal()]) {
			if (!rule.match().readsHeaders() && rule.match().matches(span)) {
				return rule.drops();
			}
		}
		return false;
	}

	boolean mayKeep() {
		return this.mayKeep;
	}

	boolean keeps(Subject span) {
		for (Rule rule : this.keeping[span.kind().ordinal()]) {
			if (!isOver(rule) && rule.meetsBelow(span)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether a trace would be kept at its end.
	 */
	boolean wouldKeep(Subject span) {
		for (Rule rule : this.keeping[span.kind().ordinal()]) {
			if (!rule.match().readsHeaders() && rule.match().matches(span)) {
				return true;
			}
		}
		return false;
	}

	boolean isDebugging(String traceId) {
		for (Rule rule : this.debugging) {
			if (!isOver(rule) && rule.isDebugging(traceId)) {
				return true;
			}
		}
		return false;
	}

	boolean isDebugging() {
		return this.debugging.length > 0;
	}

	boolean edits(SpanKind kind) {
		return this.editing[kind.ordinal()].length > 0;
	}

	SpanData edit(SpanData span, Subject subject) {
		SpanData edited = span;
		for (Rule rule : this.editing[span.getKind().ordinal()]) {
			if (!isOver(rule)) {
				edited = rule.edit(edited, subject, span);
			}
		}
		return edited;
	}

}
