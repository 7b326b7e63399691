package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StackSamples.Sample;
import io.github.tracingstarter.ui.store.StoredTrace;
import org.jspecify.annotations.Nullable;

/**
 * What the thread of a request did in a gap, according to its samples.
 */
final class SampledGap {

	private static final int MOST_GAPS = 20;

	private static final int MOST_SITES = 10;

	private static final int MOST_STACKS = 5;

	private static final Comparator<Sum> LONGEST_FIRST = Comparator.comparingLong((Sum sum) -> sum.nanos).reversed();

	private final Gap gap;

	private final Sum total = new Sum();

	private final Map<String, Site> sites = new LinkedHashMap<>();

	private SampledGap(Gap gap) {
		this.gap = gap;
	}

	/**
	 * Assigns the samples of a trace to its gaps.
	 * @param trace the trace
	 * @param tree its tree
	 * @param application whether a class is the application's own
	 * @return the gaps with samples, the one with the most samples first
	 */
	static List<SampledGap> of(StoredTrace trace, SpanTree tree, Predicate<String> application) {
		if (trace.stacks().isEmpty()) {
			return List.of();
		}
		Map<String, SpanNode> nodes = new HashMap<>();
		tree.nodes().forEach((node) -> nodes.putIfAbsent(node.span().spanId(), node));
		Map<Gap, SampledGap> gaps = new LinkedHashMap<>();
		for (StackSamples stacks : trace.stacks()) {
			SpanNode request = nodes.get(stacks.spanId());
			if (request == null) {
				continue;
			}
			List<Sample> samples = stacks.samples();
			for (int i = 0; i < samples.size(); i++) {
				Sample sample = samples.get(i);
				long next = (i + 1 < samples.size()) ? samples.get(i + 1).epochNanos() : stacks.endNanos();
				Gap gap = Gap.at(request, sample.epochNanos());
				long nanos = Math.max(0, Math.min(next, gap.end()) - sample.epochNanos());
				gaps.computeIfAbsent(gap, SampledGap::new).add(sample.frames(), nanos, application);
			}
		}
		return gaps.values()
			.stream()
			.sorted(Comparator.comparing((SampledGap gap) -> gap.total, LONGEST_FIRST))
			.limit(MOST_GAPS)
			.toList();
	}

	private void add(List<StackTraceElement> frames, long nanos, Predicate<String> application) {
		this.total.add(nanos);
		StackTraceElement own = frames.stream()
			.filter((frame) -> application.test(frame.getClassName()))
			.findFirst()
			.orElse(null);
		Site site = this.sites.computeIfAbsent(String.valueOf(own), (key) -> new Site(own));
		site.add(nanos);
		site.stacks.computeIfAbsent(frames, (key) -> new Sum()).add(nanos);
	}

	Gap gap() {
		return this.gap;
	}

	/**
	 * Returns the time that the samples represent.
	 */
	long nanos() {
		return this.total.nanos;
	}

	int samples() {
		return this.total.count;
	}

	/**
	 * Returns where in the application the thread was seen most, if anywhere.
	 */
	@Nullable Site longest() {
		return sites().findFirst().filter((site) -> site.frame != null).orElse(null);
	}

	private Stream<Site> sites() {
		return this.sites.values().stream().sorted(LONGEST_FIRST);
	}

	/**
	 * Returns how long a method was on the stack.
	 * @param method returns whether a frame is one of the method
	 * @return the time in nanoseconds
	 */
	long nanosIn(Predicate<StackTraceElement> method) {
		return this.sites.values()
			.stream()
			.flatMap((site) -> site.stacks.entrySet().stream())
			.filter((stack) -> stack.getKey().stream().anyMatch(method))
			.mapToLong((stack) -> stack.getValue().nanos)
			.sum();
	}

	Map<String, Object> toJson(long traceStart, Predicate<String> application) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("spanId", this.gap.node().span().spanId());
		json.put("offsetUs", PageTimes.of(this.gap.start() - traceStart));
		json.put("durationUs", PageTimes.of(this.gap.nanos()));
		this.total.write(json);
		json.put("sites", sites().limit(MOST_SITES).map((site) -> site.toJson(application)).toList());
		return json;
	}

	private static Map<String, Object> frame(StackTraceElement frame, Predicate<String> application) {
		Map<String, Object> json = new LinkedHashMap<>();
		String file = frame.getFileName();
		String place = frame.isNativeMethod() ? "Native Method" : (file == null) ? "Unknown Source"
				: (frame.getLineNumber() > 0) ? file + ':' + frame.getLineNumber() : file;
		json.put("text", "%s.%s(%s)".formatted(frame.getClassName(), frame.getMethodName(), place));
		json.put("app", application.test(frame.getClassName()));
		if (file != null && frame.getLineNumber() > 0) {
			json.put("file", file);
			json.put("line", frame.getLineNumber());
		}
		json.put("className", frame.getClassName());
		return json;
	}

	private static class Sum {

		private int count;

		private long nanos;

		void add(long nanos) {
			this.count++;
			this.nanos += nanos;
		}

		void write(Map<String, Object> json) {
			json.put("samples", this.count);
			json.put("sampledUs", PageTimes.of(this.nanos));
		}

	}

	/**
	 * The samples with the same innermost frame of the application.
	 */
	static final class Site extends Sum {

		private final Map<List<StackTraceElement>, Sum> stacks = new LinkedHashMap<>();

		private final @Nullable StackTraceElement frame;

		private Site(@Nullable StackTraceElement frame) {
			this.frame = frame;
		}

		long nanos() {
			return super.nanos;
		}

		int samples() {
			return super.count;
		}

		/**
		 * Returns its location in the code.
		 */
		@Nullable CodeLocation location() {
			return (this.frame != null) ? new CodeLocation(this.frame.getClassName() + '.' + this.frame.getMethodName(),
					this.frame.getFileName(),
					(this.frame.getLineNumber() > 0) ? (long) this.frame.getLineNumber() : null) : null;
		}

		private Map<String, Object> toJson(Predicate<String> application) {
			Map<String, Object> json = new LinkedHashMap<>();
			if (this.frame != null) {
				json.put("frame", frame(this.frame, application));
			}
			write(json);
			List<Map<String, Object>> all = new ArrayList<>();
			this.stacks.entrySet()
				.stream()
				.sorted(Map.Entry.comparingByValue(LONGEST_FIRST))
				.limit(MOST_STACKS)
				.forEach((stack) -> {
					Map<String, Object> one = new LinkedHashMap<>();
					stack.getValue().write(one);
					one.put("frames", stack.getKey().stream().map((element) -> frame(element, application)).toList());
					all.add(one);
				});
			json.put("stacks", all);
			return json;
		}

	}

}
