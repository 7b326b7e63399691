package io.github.tracingstarter.logs;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the effect of a failing listener or line on the code that logs.
 */
class LogbackAppenderTests {

	private final List<String> messages = new ArrayList<>();

	private final LogbackAppender appender = new LogbackAppender();

	@Test
	void noErrorGetsOutToWhoeverLogs() {
		append((line) -> this.messages.add(line.message()));
		assertThat(this.messages).isEmpty();
		assertThat(this.appender.getContext().getStatusManager().getCopyOfStatusList())
			.anySatisfy((status) -> assertThat(status.getThrowable()).isInstanceOf(NoClassDefFoundError.class));
	}

	@Test
	void aListenerThatFailsDoesNotKeepTheLineFromTheNext() {
		append((line) -> {
			throw new IllegalStateException("full");
		}, (line) -> this.messages.add(line.logger()));
		assertThat(this.messages).containsExactly("com.acme.Shop");
	}

	private void append(LogListener... listeners) {
		this.appender.setContext(new LoggerContext());
		this.appender.setListeners(List.of(listeners));
		this.appender.start();
		this.appender.doAppend((ILoggingEvent) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ILoggingEvent.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("getLoggerName")) {
						return "com.acme.Shop";
					}
					throw new NoClassDefFoundError("gone");
				}));
	}

}
