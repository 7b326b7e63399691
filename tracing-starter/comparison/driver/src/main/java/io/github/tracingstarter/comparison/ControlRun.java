package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Puts two applications with our starter under full load, and counts what arrives: from
 * one that records one request in a hundred and keeps the failed ones, and from one that
 * records everything, while its file with rules is changed repeatedly.
 */
final class ControlRun {

	private static final int CHANGES = 100;

	private static final int SPANS_PER_REQUEST = 3;

	/** Longer than spans wait for their batch to be sent. */
	private static final Duration SILENCE = Duration.ofMillis(7500);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Options options;

	private final Path file;

	private final List<Outcome> outcomes = new ArrayList<>();

	ControlRun(Options options) {
		this.options = options;
		this.file = options.target().resolve("control.yaml").toAbsolutePath();
	}

	void run(Backend backend, Cores cores) throws IOException, InterruptedException {
		Files.createDirectories(this.file.getParent());
		Variant starter = this.options.starter();
		Options own = this.options.with(List.of(Endpoint.FAILING), List.of(
				starter.with("kept",
						Map.of("tracing.sampling.probability", "0.01", "tracing.sampling.keep.errors", "true")),
				starter.with("changed",
						Map.of("tracing.control.file", this.file.toString(), "tracing.control.interval", "100ms"))));
		for (int round = 1; round <= this.options.rounds(); round++) {
			write(0);
			try (Fleet fleet = Fleet.start(own, Queues.DEFAULT, backend, cores)) {
				fleet.warmUp();
				new Meter(own, Queues.DEFAULT).drain(fleet.applications());
				Application kept = fleet.applications().get(0);
				Application changed = fleet.applications().get(1);
				measure("1 %, failed ones kept", kept, false, forSomeTime(), new RequestCounter());
				measure("everything", changed, true, forSomeTime(), new RequestCounter());
				change(changed);
				measure("everything, again", changed, true, forSomeTime(), new RequestCounter());
			}
		}
	}

	private BooleanSupplier forSomeTime() {
		long end = System.nanoTime() + (long) (this.options.windowSeconds() * 1e9);
		return () -> System.nanoTime() < end;
	}

	/**
	 * Changes the rules under load, each time after the previous change has arrived with
	 * a request.
	 */
	private void change(Application application) throws InterruptedException {
		RequestCounter counter = new RequestCounter();
		CompletableFuture<Void> changes = CompletableFuture
			.runAsync(() -> IntStream.rangeClosed(1, CHANGES).forEach((number) -> change(number, counter)));
		measure("everything, %d changes".formatted(CHANGES), application, true, () -> !changes.isDone(), counter);
		changes.join();
	}

	private void change(int number, RequestCounter counter) {
		try {
			write(number);
			long start = System.nanoTime();
			while (!counter.changes().contains(String.valueOf(number))) {
				if (System.nanoTime() - start > PATIENCE.toNanos()) {
					throw new IllegalStateException("change %d had no effect".formatted(number));
				}
				Thread.sleep(5);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes a rule that records all requests, regardless of the probability.
	 */
	private void write(int number) throws IOException {
		Path other = this.file.resolveSibling("control.yaml.new");
		Files.writeString(other, """
				tracing:
				  sampling:
				    probability: 0.%1$02d
				  rules:
				    - path: /none/%1$d
				      drop: true
				    - path: /**
				      keep: true
				    - set:
				        %2$s: %1$d
				""".formatted(number, RequestCounter.CHANGE));
		Files.move(other, this.file, StandardCopyOption.ATOMIC_MOVE);
	}

	private void measure(String load, Application application, boolean everything, BooleanSupplier goOn,
			RequestCounter counter) throws InterruptedException {
		application.spans().reset();
		application.spans().watch(counter);
		long start = System.nanoTime();
		Answers answers = application.load().run(Endpoint.FAILING, goOn);
		double seconds = (System.nanoTime() - start) / 1e9;
		long expected = everything ? answers.requests() * SPANS_PER_REQUEST : Long.MAX_VALUE;
		application.spans().await(expected, SILENCE, PATIENCE);
		Outcome outcome = new Outcome(load, everything, seconds, answers, counter, application.spans().count());
		System.out.printf("%s: %d requests, %d failed; %d spans arrived%n", load, answers.requests(), answers.failed(),
				outcome.spans());
		this.outcomes.add(outcome);
	}

	String table() {
		MarkdownTable table = new MarkdownTable(1, "Recorded", "Requests", "Requests/s", "Half within, ms",
				"99 % within, ms", "Failed", "Failed that arrived", "All that arrived", "Their spans",
				"Different rules");
		for (Outcome outcome : this.outcomes) {
			Answers answers = outcome.answers();
			table.row(outcome.load(), MarkdownTable.figure(answers.requests(), 0),
					MarkdownTable.figure(answers.requests() / outcome.seconds(), 0),
					MarkdownTable.figure(answers.millis(0.5), 2), MarkdownTable.figure(answers.millis(0.99), 2),
					MarkdownTable.figure(answers.failed(), 0), MarkdownTable.figure(outcome.counter().failed(), 0),
					MarkdownTable.figure(outcome.counter().requests(), 0), MarkdownTable.figure(outcome.spans(), 0),
					outcome.counter().changes().size());
		}
		return table.toString();
	}

	/**
	 * Fails if something is missing, or if something arrived that should not have.
	 */
	void check() {
		for (Outcome outcome : this.outcomes) {
			outcome.check();
		}
	}

	/**
	 * The result of a load.
	 *
	 * @param load the name of the load
	 * @param everything whether all requests should arrive
	 * @param seconds how long it took
	 * @param answers the responses
	 * @param counter the requests that arrived
	 * @param spans the spans that arrived
	 */
	private record Outcome(String load, boolean everything, double seconds, Answers answers, RequestCounter counter,
			long spans) {

		private void check() {
			check("failed requests", this.answers.failed(), this.counter.failed());
			check("spans of those that arrived", this.counter.requests() * SPANS_PER_REQUEST, this.spans);
			if (this.everything) {
				check("requests", this.answers.requests(), this.counter.requests());
			}
		}

		private void check(String what, long expected, long actual) {
			if (actual != expected) {
				throw new IllegalStateException(
						"%s: %d %s arrived in place of %d".formatted(this.load, actual, what, expected));
			}
		}

	}

}
