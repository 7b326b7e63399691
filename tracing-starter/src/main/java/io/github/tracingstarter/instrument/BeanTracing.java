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
 * What the post-processors of all technologies have in common: a failure is logged and
 * leaves the bean as it was, and the report tells of each bean once, also of one that is
 * made at each injection.
 */
public final class BeanTracing {

	private static final Log logger = LogFactory.getLog(BeanTracing.class);

	private final String technology;

	private final String loss;

	private final ObjectProvider<TracingReport> report;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	/**
	 * The beans of one technology.
	 * @param technology its name in the report
	 * @param loss what is not traced where a bean could not be, such as "The messages",
	 * as the beginning of a sentence
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
	 * Puts something in the place of a bean.
	 * @param bean the bean
	 * @param beanName its name
	 * @param action what traces it
	 * @return what the action returned, or the bean where that is nothing
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
	 * @param subject the bean, with its type where that says more than its name
	 */
	public void traced(String subject) {
		if (this.reported.add(subject)) {
			this.report.ifAvailable((target) -> target.traced(this.technology, subject));
		}
	}

	/**
	 * Notes that a bean was left alone.
	 * @param subject the bean, with its type where that says more than its name
	 * @param reason why, as a clause
	 */
	public void leftAlone(String subject, String reason) {
		if (this.reported.add(subject)) {
			this.report.ifAvailable((target) -> target.leftAlone(this.technology, subject, reason));
		}
	}

}
