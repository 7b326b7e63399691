package io.github.tracingstarter.technologies.kotlin

import org.springframework.boot.WebApplicationType

/**
 * Coroutines of Spring MVC.
 */
class MvcCoroutineTests : CoroutineContract(WebApplicationType.SERVLET)
