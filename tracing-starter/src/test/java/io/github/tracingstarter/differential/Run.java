package io.github.tracingstarter.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.tracingstarter.testing.RecordedSpans;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * A run of an application, and everything that was observed.
 *
 * @param beans the names of its bean definitions, in their order
 * @param log what was logged except by the starter, sorted, without what differs between
 * runs
 * @param observed the result of the observation, or what was thrown
 * @param spans the spans that it created
 */
@SuppressWarnings("try")
record Run(List<String> beans, List<String> log, @Nullable Object observed, RecordedSpans spans) {

	static final String NO_START = "no start: ";

	static final String THROWN = "thrown: ";

	private static final Pattern CHANGING = Pattern.compile(
			"\\b(\\d+(ms|[hms]))+\\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[@#][0-9a-f]+|(?<=\\[)[0-9a-f]+(?=])|(?<=executed in )\\w*|\\$\\$SpringCGLIB\\$\\$\\d+|[0-9a-f]{8,}|\\d+([.,]\\d+)*");

	private static final String[] DEFAULTS = { "spring.main.web-application-type=none", "spring.main.banner-mode=off",
			"server.port=0", "tracing.exporters=none", "tracing.jdbc.without-parent=true",
			"spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
					+ "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" };

	static Run untraced(Situation situation) {
		return run(situation, ApplicationClassLoader.untraced());
	}

	static Run traced(Situation situation) {
		return run(situation, ApplicationClassLoader.traced());
	}

	private static Run run(Situation situation, ApplicationClassLoader classLoader) {
		RecordedSpans spans = new RecordedSpans();
		Lines lines = new Lines();
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(classLoader);
		try {
			Situation.Started started = situation.start()
				.start((part) -> new SpringApplicationBuilder(part).main(part)
					.resourceLoader(new DefaultResourceLoader(classLoader))
					.properties(DEFAULTS)
					.properties(situation.properties().toArray(String[]::new))
					.initializers((starting) -> {
						lines.listen();
						if (classLoader.isTraced()) {
							starting.getBeanFactory().registerSingleton("recordedSpans", spans);
						}
					}));
			try (AutoCloseable stop = started.stop()) {
				List<String> beans = Arrays.asList(started.context().getBeanDefinitionNames());
				Object observed = observe(situation.observation(), started.context());
				spans.awaitEnd();
				return new Run(beans, lines.sorted(), observed, spans);
			}
		}
		catch (Exception ex) {
			return new Run(List.of(), lines.sorted(), NO_START + describe(ex), spans);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * The beans of the application itself, which come before those of
	 * auto-configurations.
	 */
	List<String> ownBeans() {
		return this.beans.subList(0, Math.max(this.beans.indexOf(AutoConfigurationPackages.class.getName()), 0));
	}

	private static @Nullable Object observe(Situation.Observation observation, ConfigurableApplicationContext context) {
		try {
			return observation.observe(context);
		}
		catch (Exception ex) {
			return THROWN + describe(ex);
		}
	}

	static String describe(Throwable error) {
		StringBuilder text = new StringBuilder();
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			text.append(cause.getClass().getName()).append(": ").append(cause.getMessage()).append('\n');
		}
		return steady(text.toString());
	}

	private static String steady(String text) {
		return CHANGING.matcher(text).replaceAll("#");
	}

	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final List<String> lines = new ArrayList<>();

		/**
		 * Called when the logging of an application has just been set up, which removes
		 * earlier listeners.
		 */
		void listen() {
			LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
			setContext(loggers);
			start();
			loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
		}

		@Override
		protected synchronized void append(ILoggingEvent event) {
			String logger = event.getLoggerName();
			if (!byChance(event.getFormattedMessage()) && !logger.startsWith("io.github.tracingstarter.")
					&& !ApplicationClassLoader.comesWithTheStarter(logger)) {
				StringBuilder line = new StringBuilder().append(event.getLevel())
					.append(' ')
					.append(logger)
					.append(' ')
					.append(event.getFormattedMessage());
				for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
					line.append('\n').append(cause.getClassName()).append(": ").append(cause.getMessage());
				}
				this.lines.add(steady(line.toString()));
			}
		}

		/**
		 * Returns whether a line occurs once in a process, or because the machine was
		 * busy.
		 */
		private static boolean byChance(String message) {
			return message.endsWith("subsequent logs will be logged at debug level.")
					|| message.startsWith("Creation of SecureRandom instance")
					|| message.contains("Thread starvation or clock leap detected")
					|| message.contains("controller events were completed");
		}

		synchronized List<String> sorted() {
			detach();
			String[] sorted = this.lines.toArray(String[]::new);
			Arrays.sort(sorted);
			return List.of(sorted);
		}

		private void detach() {
			((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
		}

	}

}
