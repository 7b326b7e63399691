package io.github.tracingstarter.sampling.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.sampling.ConsistentProbability;
import io.github.tracingstarter.sampling.Decision;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * A rule in force, with the number of its hits.
 */
final class Rule {

	private static final String NO_SUCH_RATE = "it is no rate";

	private static final String RATE = "Write '10/s', '30/m' or '100/h'.";

	private final RulesProperties.Rule definition;

	private final Match match;

	private final boolean drops;

	private final boolean keeps;

	private final @Nullable ConsistentProbability share;

	private final @Nullable RateLimit rate;

	private final @Nullable Edits edits;

	private final boolean debug;

	private final long endsAt;

	/** The traces in which the rule matched, if that is needed later. */
	private final RecentIds traces = new RecentIds();

	/**
	 * The spans whose hit has been counted, because a span is edited separately for each
	 * exporter.
	 */
	private final RecentIds counted = new RecentIds();

	private final LongAdder hits = new LongAdder();

	private volatile long lastHit;

	/**
	 * Creates a rule.
	 * @param definition the rule as written
	 * @param faults reports what is wrong with it
	 * @throws InvalidTracingPropertyException if the rule is invalid
	 */
	Rule(RulesProperties.Rule definition, Faults faults) {
		this.definition = definition;
		this.match = Match.of(definition, faults);
		this.drops = Boolean.TRUE.equals(definition.drop());
		this.keeps = Boolean.TRUE.equals(definition.keep());
		this.share = share(definition.probability(), faults);
		this.rate = rate(definition.rate(), faults);
		this.edits = Edits.of(definition);
		this.debug = Boolean.TRUE.equals(definition.debug());
		this.endsAt = (definition.until() != null) ? definition.until().toEpochMilli() : Long.MAX_VALUE;
		check(faults);
	}

	private void check(Faults faults) {
		List<String> deciding = deciding(this.definition);
		if (deciding.size() > 1) {
			throw faults.in(deciding.get(1), "set", "the rule has '%s' as well".formatted(deciding.get(0)),
					"Write one of drop, keep, probability and rate, and a second rule for the other.");
		}
		if (deciding.isEmpty() && this.edits == null && !this.debug) {
			throw new InvalidTracingPropertyException("%s[%d]".formatted(Faults.KEY, faults.index()),
					RulesText.write(this.definition), "the rule does nothing",
					"Add one of drop, keep, probability, rate, rename, set, remove, redact and debug.");
		}
		if (deciding.contains("drop") && (this.edits != null || this.debug)) {
			throw faults.in("drop", "true", "the rule changes what it drops",
					"Remove drop, or what else the rule does.");
		}
		if (Boolean.TRUE.equals(this.definition.overrideParent()) && (deciding.isEmpty() || this.drops)) {
			throw faults.in("override-parent", "true", "there is no decision that could replace the caller's",
					"Use it with keep, probability or rate.");
		}
	}

	private static List<String> deciding(RulesProperties.Rule rule) {
		List<String> deciding = new ArrayList<>();
		if (Boolean.TRUE.equals(rule.drop())) {
			deciding.add("drop");
		}
		if (Boolean.TRUE.equals(rule.keep())) {
			deciding.add("keep");
		}
		if (rule.probability() != null) {
			deciding.add("probability");
		}
		if (rule.rate() != null) {
			deciding.add("rate");
		}
		return deciding;
	}

	private static @Nullable ConsistentProbability share(@Nullable Double probability, Faults faults) {
		if (probability == null) {
			return null;
		}
		if (!(probability >= 0 && probability <= 1)) {
			throw faults.in("probability", probability, "it is not between 0.0 and 1.0",
					"Write 0.05 for one trace in twenty.");
		}
		return ConsistentProbability.of(probability);
	}

	private static @Nullable RateLimit rate(@Nullable String text, Faults faults) {
		if (text == null) {
			return null;
		}
		int slash = text.indexOf('/');
		double number;
		try {
			number = Double.parseDouble(((slash >= 0) ? text.substring(0, slash) : text).trim());
		}
		catch (NumberFormatException ex) {
			throw faults.in("rate", text, NO_SUCH_RATE, RATE);
		}
		double seconds = switch ((slash >= 0) ? text.substring(slash + 1).trim() : "s") {
			case "s" -> 1;
			case "m" -> 60;
			case "h" -> 3600;
			default -> throw faults.in("rate", text, NO_SUCH_RATE, RATE);
		};
		if (!(number > 0) || number > 1_000_000_000) {
			throw faults.in("rate", text, "it is not above 0", RATE + " Write 'drop: true' for none.");
		}
		return new RateLimit(number / seconds, System::nanoTime);
	}

	RulesProperties.Rule definition() {
		return this.definition;
	}

	Match match() {
		return this.match;
	}

	boolean decides() {
		return this.drops || this.keeps || this.share != null || this.rate != null;
	}

	boolean drops() {
		return this.drops;
	}

	/**
	 * Returns whether the rule may keep a trace depending on what is known only when its
	 * first span has ended.
	 */
	boolean keepsAtEnd() {
		return this.keeps && this.definition.attributes() != null;
	}

	boolean edits() {
		return this.edits != null;
	}

	boolean debugs() {
		return this.debug;
	}

	/**
	 * Returns whether the rule needs to see starting traces.
	 */
	boolean looksAtStarts() {
		return decides() || this.debug || (edits() && this.match.readsHeaders());
	}

	long endsAt() {
		return this.endsAt;
	}

	boolean isOver(long millis) {
		return millis >= this.endsAt;
	}

	long hits() {
		return this.hits.sum();
	}

	@Nullable Instant lastHit() {
		long millis = this.lastHit;
		return (millis != 0) ? Instant.ofEpochMilli(millis) : null;
	}

	private void hit() {
		this.hits.increment();
		this.lastHit = System.currentTimeMillis();
	}

	/**
	 * Returns whether the rule matches the first span of a trace in the application.
	 */
	boolean meets(Subject span, String traceId) {
		if (!this.match.matchesHeader(span)) {
			return false;
		}
		if (this.edits != null && this.match.readsHeaders()) {
			this.traces.add(traceId);
		}
		if ((!decides() && !this.debug) || !this.match.matches(span)) {
			return false;
		}
		if (this.debug) {
			this.traces.add(traceId);
		}
		hit();
		return true;
	}

	/**
	 * Returns whether the rule matches a span within a trace, without the headers of its
	 * request.
	 */
	boolean meetsBelow(Subject span) {
		if (this.match.readsHeaders() || !this.match.matches(span)) {
			return false;
		}
		hit();
		return true;
	}

	/**
	 * Decides on a trace that enters the application.
	 * @param caller the caller's context, invalid if there is none
	 * @param traceId the id of the trace
	 * @return the decision, or null if the caller's decision applies
	 */
	@Nullable Decision decide(SpanContext caller, String traceId) {
		if (this.drops) {
			return Decision.DROPPED;
		}
		if (caller.isValid() && !Boolean.TRUE.equals(this.definition.overrideParent())) {
			return null;
		}
		if (this.share != null) {
			return this.share.decide(traceId, caller.getTraceState());
		}
		return (this.rate == null || this.rate.take()) ? Decision.CHOSEN : Decision.NOT_CHOSEN;
	}

	/**
	 * Returns whether the rule would drop a trace. Ignores a rate, because it depends on
	 * the time.
	 */
	boolean wouldDrop(String traceId, boolean begunHere) {
		return this.drops || (this.share != null && (begunHere || Boolean.TRUE.equals(this.definition.overrideParent()))
				&& this.share.decide(traceId, TraceState.getDefault()) == Decision.NOT_CHOSEN);
	}

	boolean isDebugging(String traceId) {
		return this.debug && this.traces.contains(traceId);
	}

	SpanData edit(SpanData edited, Subject span, SpanData original) {
		if (this.edits == null || (this.match.readsHeaders() && !this.traces.contains(original.getTraceId()))
				|| !this.match.matches(span)) {
			return edited;
		}
		if (this.counted.add(original.getSpanId())) {
			hit();
		}
		return this.edits.apply(edited);
	}

	@Override
	public String toString() {
		return (this.definition.title() != null) ? this.definition.title() : RulesText.write(this.definition);
	}

}
