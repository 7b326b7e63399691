package io.github.tracingstarter.ui.logs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Attaches the appenders of running applications again when a further application starts
 * in the same JVM: for it Spring Boot may stop Logback and set it up anew, which leaves
 * neither appenders nor listeners. Runs after Spring Boot has done that. Knows no class
 * of Logback, as it is there in every application.
 */
final class CaptureRestorer implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private static final Set<Runnable> ATTACHMENTS = ConcurrentHashMap.newKeySet();

	static void add(Runnable attach) {
		ATTACHMENTS.add(attach);
	}

	static void remove(Runnable attach) {
		ATTACHMENTS.remove(attach);
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		ATTACHMENTS.forEach(Runnable::run);
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
