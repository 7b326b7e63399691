package io.github.tracingstarter.logs;

import java.util.List;
import java.util.Set;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Keeps an appender at the root logger while the application context is open: from before
 * the server accepts requests until all beans that might log are destroyed. A reset of
 * Logback removes all appenders, and a stop removes all listeners, so both are restored;
 * see {@link CaptureRestorer}.
 */
final class LogbackCapture implements SmartInitializingSingleton, DisposableBean, LoggerContextListener {

	private final LoggerContext logback;

	private final List<LogListener> listeners;

	private final LogbackAppender appender;

	private final Runnable attach = this::attach;

	private boolean open;

	LogbackCapture(LoggerContext logback, List<LogListener> listeners) {
		this.logback = logback;
		this.listeners = listeners;
		this.appender = new LogbackAppender();
		this.appender.setContext(logback);
		this.appender.setName("tracing-" + Integer.toHexString(System.identityHashCode(this)));
	}

	@Override
	public void afterSingletonsInstantiated() {
		synchronized (this) {
			this.open = true;
		}
		CaptureRestorer.add(this.attach);
		attach();
	}

	private synchronized void attach() {
		if (!this.open) {
			return;
		}
		if (!this.logback.getCopyOfListenerList().contains(this)) {
			this.logback.addListener(this);
		}
		Set<String> others = LogbackAppenders.classNames(this.logback);
		this.appender.setListeners(
				this.listeners.stream().filter((listener) -> others.stream().noneMatch(listener::isDoneBy)).toList());
		this.appender.start();
		// Does nothing if it is already attached.
		root().addAppender(this.appender);
	}

	@Override
	public synchronized void destroy() {
		this.open = false;
		CaptureRestorer.remove(this.attach);
		this.logback.removeListener(this);
		root().detachAppender(this.appender);
		this.appender.stop();
	}

	private Logger root() {
		return this.logback.getLogger(Logger.ROOT_LOGGER_NAME);
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

	@Override
	public void onReset(LoggerContext context) {
		attach();
	}

	@Override
	public void onStart(LoggerContext context) {
	}

	@Override
	public void onStop(LoggerContext context) {
	}

	@Override
	public void onLevelChange(Logger logger, Level level) {
	}

}
