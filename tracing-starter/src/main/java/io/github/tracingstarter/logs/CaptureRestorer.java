package io.github.tracingstarter.logs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Reattaches the appenders of running applications when another application starts in the
 * same JVM. Spring Boot may then stop and reconfigure Logback, which removes all
 * appenders and listeners; this listener runs after that. It does not refer to any class
 * of Logback, because it is loaded in every application.
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
