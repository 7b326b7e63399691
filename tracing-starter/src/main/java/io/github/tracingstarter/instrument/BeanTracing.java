package io.github.tracingstarter.instrument;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The common part of the post-processors of all technologies. A failure is logged and
 * leaves the bean unchanged. The report mentions each bean once, even one that is created
 * anew for each injection.
 */
public final class BeanTracing {

	private static final Log logger = LogFactory.getLog(BeanTracing.class);

	private final String technology;

	private final String loss;

	private final ObjectProvider<TracingReport> report;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Creates an instance for the beans of one technology.
	 * @param technology its name in the report
	 * @param loss the beginning of a sentence that names what is not traced if a bean
	 * cannot be traced, such as "The messages"
	 * @param report the report
	 */
	public BeanTracing(String technology, String loss, ObjectProvider<TracingReport> report) {
		this.technology = technology;
		this.loss = loss;
		this.report = report;
	}

	/**
	 * Traces a bean in place.
	 * @param beanName its name
	 * @param action what traces it
	 */
	public void change(String beanName, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | LinkageError ex) {
			logFailure(beanName, ex);
		}
	}

	/**
	 * Replaces a bean.
	 * @param bean the bean
	 * @param beanName its name
	 * @param action what traces it
	 * @return the result of the action, or the bean if that is null
	 */
	public Object replace(Object bean, String beanName, Supplier<? extends @Nullable Object> action) {
		try {
			Object replacement = action.get();
			return (replacement != null) ? replacement : bean;
		}
		catch (RuntimeException | LinkageError ex) {
			logFailure(beanName, ex);
			return bean;
		}
	}

	private void logFailure(String beanName, Throwable failure) {
		logger.warn("%s of '%s' are not traced".formatted(this.loss, beanName), failure);
	}

	/**
	 * Notes that a bean is traced.
	 * @param subject the bean, with its type if that says more than its name
	 */
	public void traced(String subject) {
		if (this.reported.add(subject)) {
			this.report.ifAvailable((target) -> target.traced(this.technology, subject));
		}
	}

	/**
	 * Notes that a bean was left alone.
	 * @param subject the bean, with its type if that says more than its name
	 * @param reason why, as a clause
	 */
	public void leftAlone(String subject, String reason) {
		if (this.reported.add(subject)) {
			this.report.ifAvailable((target) -> target.leftAlone(this.technology, subject, reason));
		}
	}

}
