package io.github.tracingstarter.instrument.context;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.util.ClassUtils;

/**
 * Reports which executors carry the trace to their tasks.
 */
final class ExecutorReport {

	static final String INSTRUMENTATION = "task executors";

	private final ObjectProvider<TracingReport> report;

	/**
	 * Each bean is reported once, although a prototype is processed many times.
	 */
	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	ExecutorReport(ObjectProvider<TracingReport> report) {
		this.report = report;
	}

	/**
	 * Reports a bean.
	 * @param beanName its name
	 * @param bean the bean as the application created it
	 * @param reason why it is left alone, or {@code null} if it carries the trace
	 */
	void add(String beanName, Object bean, @Nullable String reason) {
		if (!this.reported.add(beanName)) {
			return;
		}
		String name = ScopedProxyUtils.isScopedTarget(beanName) ? ScopedProxyUtils.getOriginalBeanName(beanName)
				: beanName;
		Class<?> type = (bean instanceof CarryingTaskScheduler) ? SimpleAsyncTaskScheduler.class
				: ClassUtils.getUserClass(bean);
		String subject = "%s (%s)".formatted(name, type.isHidden() ? "lambda" : type.getSimpleName());
		this.report.ifAvailable((target) -> {
			if (reason != null) {
				target.leftAlone(INSTRUMENTATION, subject, reason);
				return;
			}
			target.traced(INSTRUMENTATION, subject);
			if (bean instanceof SimpleAsyncTaskScheduler && !(bean instanceof CarryingTaskScheduler)) {
				target.leftAlone(INSTRUMENTATION, "delayed tasks of %s".formatted(name),
						"it submits them only when they are due");
			}
		});
	}

}
