package io.github.tracingstarter.logs;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.logging.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of when listeners are attached to Logback.
 */
class LogbackCaptureTests {

	private final LoggerContext logback = new LoggerContext();

	private final Recording listener = new Recording("");

	private final Recording replaced = new Recording(ListAppender.class.getName());

	private final LogbackCapture capture = new LogbackCapture(this.logback, List.of(this.replaced, this.listener));

	@AfterEach
	void stop() {
		this.capture.destroy();
		this.logback.stop();
	}

	@Test
	void whoIsReplacedByAnAppenderOfTheApplicationIsNotCalled() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.setContext(this.logback);
		appender.start();
		AsyncAppender async = new AsyncAppender();
		async.setContext(this.logback);
		async.addAppender(appender);
		async.start();
		this.logback.getLogger("com.acme").addAppender(async);
		this.capture.afterSingletonsInstantiated();
		this.logback.getLogger("com.acme.Shop").info("sold");
		assertThat(this.listener.messages).containsExactly("sold");
		assertThat(this.replaced.messages).isEmpty();
	}

	@Test
	void aResetTakesNoListenerAway() {
		this.capture.afterSingletonsInstantiated();
		this.logback.reset();
		this.logback.getLogger("com.acme.Shop").info("sold");
		assertThat(this.listener.messages).containsExactly("sold");
		assertThat(this.replaced.messages).containsExactly("sold");
	}

	@Test
	void theAppendersOfOpenTelemetryReplaceTheExport() {
		LogEmitter emitter = new LogEmitter(
				new LogsProperties(true, LogLevel.TRACE, LogsProperties.Scope.ALL, List.of(), false, 100), () -> {
					throw new IllegalStateException("not asked");
				}, LogDemand.ALWAYS);
		assertThat(emitter.isDoneBy("io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender"))
			.isTrue();
		assertThat(emitter.isDoneBy("ch.qos.logback.core.ConsoleAppender")).isFalse();
	}

	private static final class Recording implements LogListener {

		private final List<String> messages = new ArrayList<>();

		private final String replacement;

		private Recording(String replacement) {
			this.replacement = replacement;
		}

		@Override
		public void onLine(CapturedLine line) {
			this.messages.add(line.message());
		}

		@Override
		public boolean isDoneBy(String className) {
			return className.equals(this.replacement);
		}

	}

}
