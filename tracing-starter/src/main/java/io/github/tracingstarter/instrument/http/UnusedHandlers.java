package io.github.tracingstarter.instrument.http;

import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Warns about handlers of the application that replace Boot's handlers for HTTP spans.
 * These spans are created without observations, so the handlers are not called.
 */
public final class UnusedHandlers implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(UnusedHandlers.class);

	private final ListableBeanFactory beans;

	private final Class<?> handlerType;

	private final String subject;

	private final String remedy;

	/**
	 * Creates the warning.
	 * @param beans the factory of the application's beans
	 * @param handlerType the type of Boot's handler
	 * @param subject the spans that the handlers do not create
	 * @param remedy what shapes these spans instead
	 */
	public UnusedHandlers(ListableBeanFactory beans, Class<?> handlerType, String subject, String remedy) {
		this.beans = beans;
		this.handlerType = handlerType;
		this.subject = subject;
		this.remedy = remedy;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (Map.Entry<String, ?> bean : this.beans.getBeansOfType(this.handlerType, false, false).entrySet()) {
			Class<?> type = bean.getValue().getClass();
			if (type != this.handlerType && ObservationDemand.isForeign(bean.getValue())) {
				logger.warn("The bean '%s' (%s) is not called for %s: their spans are created without observations. "
					.formatted(bean.getKey(), type.getName(), this.subject) + this.remedy);
			}
		}
	}

}
