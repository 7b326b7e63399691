package io.github.tracingstarter.export;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;
import io.github.tracingstarter.testing.Waiting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that logs endlessly neither waits for the collector nor fills
 * its memory, and that every line is either sent or counted as dropped. It has a separate
 * JVM. {@code -Dstorm.seconds=10} makes the storm longer, for figures.
 */
@Tag("slow")
class LogStormTests {

	private static final int THREADS = 4;

	/** The total of all threads, if the machine is fast enough. */
	private static final int LINES_PER_SECOND = 100_000;

	private static final Pattern FIGURES = Pattern
		.compile("FIGURES lines=(\\d+) p99=(\\d+) heap=(-?\\d+) queued=(\\d+) bytes=(\\d+) sent=(\\d+) dropped=(\\d+)");

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "healthy", "slow", "dead" })
	void whoLogsDoesNotWaitAndNothingPilesUp(String collector) throws Exception {
		this.receiver.countOnly();
		switch (collector) {
			case "slow" -> {
				this.receiver.slow(Duration.ofSeconds(1));
				this.receiver.behaveToLogs(Behaviour.SLOW);
			}
			case "dead" -> this.receiver.close();
			default -> {
			}
		}
		String output = new ChildJvm().option("-Xmx256m")
			.option("-XX:TieredStopAtLevel=4")
			.run(LogStormTests.class, collector, this.receiver.url(), System.getProperty("storm.seconds", "2"));
		MatchResult figures = FIGURES.matcher(output).results().findFirst().orElseThrow();
		long lines = Long.parseLong(figures.group(1));
		long queued = Long.parseLong(figures.group(4));
		long sent = Long.parseLong(figures.group(6));
		long dropped = Long.parseLong(figures.group(7));
		// The 99th percentile of the calls is far below any timeout.
		assertThat(Long.parseLong(figures.group(2))).as(output).isLessThan(20_000_000);
		assertThat(Long.parseLong(figures.group(3))).as(output).isLessThan(96L << 20);
		assertThat(Long.parseLong(figures.group(5))).as(output).isLessThanOrEqualTo(48L << 20);
		if (!collector.equals("off")) {
			// Spring's lines are additional.
			assertThat(sent + dropped + queued).as(output).isBetween(lines, lines + 200);
			// At the end, waiting records may also be dropped.
			String report = "[1-9][0-9]* log records for OTLP gRPC %s were dropped, [1-9][0-9]* since the start"
				.formatted(this.receiver.url());
			assertThat(output.split(report, -1)).as(output).hasSizeBetween((dropped > 0) ? 2 : 1, 2);
		}
		else {
			assertThat(sent + dropped + queued).isZero();
		}
		if (collector.equals("dead")) {
			assertThat(sent).isZero();
			assertThat(dropped).isGreaterThanOrEqualTo(lines - 32_768);
		}
		System.out.println(collector + ": " + output.lines().filter((line) -> line.contains("FIGURES")).toList());
	}

	/**
	 * The application.
	 */
	public static void main(String[] args) throws Exception {
		int seconds = Integer.parseInt(args[2]);
		try (ConfigurableApplicationContext application = TestApplication.run("tracing.otlp.endpoint=" + args[1],
				"tracing.logs.enabled=" + !args[0].equals("off"))) {
			Appender<ILoggingEvent> console = ((LoggerContext) LoggerFactory.getILoggerFactory())
				.getLogger(Logger.ROOT_LOGGER_NAME)
				.getAppender("CONSOLE");
			// It is slower than the measured code.
			console.stop();
			int warm = storm(1).length;
			long before = heap();
			long[] nanos = storm(seconds);
			long after = heap();
			console.start();
			DestinationStatus status = status(application, warm + nanos.length);
			System.out.printf(
					"FIGURES lines=%d p99=%d heap=%d queued=%d bytes=%d sent=%d dropped=%d rate=%d/s p50=%d p99.9=%d max=%d%n",
					warm + nanos.length, nanos[(int) (nanos.length * 0.99)], after - before - 8L * nanos.length,
					(status != null) ? status.figures().queued() : 0,
					(status != null) ? status.figures().queuedBytes() : 0, (status != null) ? status.sent() : 0,
					(status != null) ? status.dropped() : 0, nanos.length / seconds, nanos[nanos.length / 2],
					nanos[(int) (nanos.length * 0.999)], nanos[nanos.length - 1]);
		}
	}

	/**
	 * Returns the status when each line is counted once, because a batch that is being
	 * sent may be in two places.
	 */
	private static @Nullable DestinationStatus status(ConfigurableApplicationContext application, long lines) {
		BatchingLogRecordProcessor processor = application.getBeanProvider(BatchingLogRecordProcessor.class)
			.getIfAvailable();
		if (processor == null) {
			return null;
		}
		DestinationStatus[] found = new DestinationStatus[1];
		Waiting.await(() -> {
			found[0] = processor.destinations().get(0);
			long counted = found[0].sent() + found[0].dropped() + found[0].figures().queued();
			return counted >= lines && counted <= lines + 200;
		}, () -> "%d lines, but there are %s".formatted(lines, found[0]));
		return found[0];
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * Returns how long each call took, sorted.
	 */
	private static long[] storm(int seconds) throws InterruptedException {
		Logger logger = LoggerFactory.getLogger("com.acme.Storm");
		int perTick = LINES_PER_SECOND / 1000 / THREADS;
		long[][] nanos = new long[THREADS][];
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int index = i;
			Thread thread = new Thread(() -> nanos[index] = calls(logger, perTick, seconds), "storm-" + i);
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
	}

	private static long[] calls(Logger logger, int perTick, int seconds) {
		long[] nanos = new long[perTick * 1000 * seconds];
		long start = System.nanoTime();
		int calls = 0;
		for (int tick = 0; tick < 1000 * seconds; tick++) {
			long due = start + TimeUnit.MILLISECONDS.toNanos(tick);
			while (due - System.nanoTime() > 0) {
				LockSupport.parkNanos(due - System.nanoTime());
			}
			if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
				break;
			}
			for (int i = 0; i < perTick; i++) {
				long before = System.nanoTime();
				logger.info("Order {} of {} items was paid by {}", calls, perTick, "a customer");
				nanos[calls++] = System.nanoTime() - before;
			}
		}
		return Arrays.copyOf(nanos, calls);
	}

}
