"""Addresses of paying and giving back."""

from django.urls import path

from courtflow.paying import giving_back, views

urlpatterns = [
    path("cases/<int:case_id>/pay", views.pay, name="pay"),
    path("cases/<int:case_id>/receipts/<int:received_id>", views.receipt, name="receipt"),
    path("pay/<str:code>", views.pay_order, name="pay-order"),
    path("pay/<str:code>/go", views.pay_go, name="pay-go"),
    path("payments/notify", views.notify, name="payment-notify"),
    path("refunds", giving_back.refunds, name="refunds"),
    path("refunds/<int:refund_id>", giving_back.refund, name="refund"),
    path("refunds/fee/<int:received_id>", giving_back.refund_fee, name="refund-fee"),
    path("refunds/notice/<int:notice_id>", giving_back.notice, name="refund-notice"),
]
