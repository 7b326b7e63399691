/**
 * Azure Functions that are Spring beans.
 */
package com.example.orders;
