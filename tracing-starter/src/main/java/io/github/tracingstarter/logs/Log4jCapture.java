package io.github.tracingstarter.logs;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Keeps an appender at the root logger of Log4j 2 while the application context is open,
 * as {@link LogbackCapture} does. Log4j replaces its whole configuration when the file
 * has changed or another application starts, and notifies listeners.
 */
final class Log4jCapture implements SmartInitializingSingleton, DisposableBean, PropertyChangeListener {

	private final LoggerContext log4j;

	private final List<LogListener> listeners;

	private final String name = "tracing-" + Integer.toHexString(System.identityHashCode(this));

	private final Runnable attach = this::attach;

	private boolean open;

	/** The configuration to which the appender is attached. */
	private @Nullable Configuration configuration;

	private @Nullable Log4jAppender appender;

	Log4jCapture(LoggerContext log4j, List<LogListener> listeners) {
		this.log4j = log4j;
		this.listeners = listeners;
	}

	@Override
	public void afterSingletonsInstantiated() {
		synchronized (this) {
			this.open = true;
		}
		CaptureRestorer.add(this.attach);
		this.log4j.addPropertyChangeListener(this);
		attach();
	}

	@Override
	public void propertyChange(PropertyChangeEvent event) {
		if (LoggerContext.PROPERTY_CONFIG.equals(event.getPropertyName())) {
			attach();
		}
	}

	private synchronized void attach() {
		Configuration current = this.log4j.getConfiguration();
		if (!this.open
				|| (current == this.configuration && current.getRootLogger().getAppenders().containsKey(this.name))) {
			return;
		}
		detach();
		Set<String> others = classNames(current);
		Log4jAppender attached = new Log4jAppender(this.name,
				this.listeners.stream().filter((listener) -> others.stream().noneMatch(listener::isDoneBy)).toList());
		attached.start();
		current.getRootLogger().addAppender(attached, null, null);
		this.appender = attached;
		this.configuration = current;
	}

	/**
	 * Returns the class names of the appenders that the application configured.
	 */
	private static Set<String> classNames(Configuration configuration) {
		return configuration.getAppenders()
			.values()
			.stream()
			.map((appender) -> appender.getClass().getName())
			.collect(Collectors.toSet());
	}

	private void detach() {
		if (this.configuration != null) {
			this.configuration.getRootLogger().removeAppender(this.name);
			Objects.requireNonNull(this.appender).stop();
			this.configuration = null;
			this.appender = null;
		}
	}

	@Override
	public synchronized void destroy() {
		this.open = false;
		CaptureRestorer.remove(this.attach);
		this.log4j.removePropertyChangeListener(this);
		detach();
	}

}
